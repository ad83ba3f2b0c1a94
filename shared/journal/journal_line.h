/*
 * journal_line - parses a line of the journal.
 *
 * Any program may write lines (journal.h), so the parser relies on nothing but
 * a JSON object.  A member that is missing is NULL.
 */
#ifndef ECHOAPP_JOURNAL_LINE_H
#define ECHOAPP_JOURNAL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/timestamp.h"

/* The most slots of limits that one hook takes. */
#define JOURNAL_LINE_SLOTS_MAX 16

/* A day: longer times are no hook's, and their sum could overflow. */
#define JOURNAL_LINE_TOOK_MAX 86400000000L

/* The members of bodies that are read, the shortest name first. */
enum body_member {
	MEMBER_ID,
	MEMBER_TO,
	MEMBER_FROM,
	MEMBER_INFO,
	MEMBER_NAME,
	MEMBER_CALL_ID,
	MEMBER_CALLEE,
	MEMBER_CALLER,
	MEMBER_STATUS,
	MEMBER_TARGET,
	MEMBER_SIP_LOGIN,
	MEMBER_SIP_DOMAIN,
	MEMBER_VISIBLE_NAME,
	MEMBER_MEDIA_SESSION_ID,
	MEMBER_SIP_VISIBLE_NAME,
	MEMBERS
};

struct journal_line {
	timestamp time;
	const char *hook;
	int status; /* HTTP, as answered */
	long
	    took; /* microseconds, at most JOURNAL_LINE_TOOK_MAX; -1: missing */
	unsigned lost;	     /* hooks before it that were not recorded */
	unsigned counted;    /* of these, in losses.json (losses.h) */
	unsigned warnings;   /* how many */
	unsigned suppressed; /* refusals after it that were not recorded */
	const char *app;
	const char *node;
	const char *session;
	const char *reason;
	const char *rule;
	const char *facts; /* of a connect: a JSON object (session_record.h) */
	long lasting;	   /* seconds that it may last; 0: any */
	const char *slots[JOURNAL_LINE_SLOTS_MAX]; /* see limit_slots.h */
	unsigned slot_count;
	const char *body[MEMBERS]; /* strings; numbers as their text */
	int incoming;		   /* 1, 0; -1: missing */
	/* What a carried line holds (carried.h); NULL: it is a hook's. */
	const struct json_token *purged;

	/* Private to journal_line.c: the memory of the strings above. */
	struct json_scan scan;
	struct buffer strings;
};

/*
 * Parses a line, with or without its newline.  The strings are good until the
 * next call.  A zeroed struct is ready; journal_line_free() frees its memory.
 * Returns 0; or -1 if the line is not JSON, or has no time or no hook, as a
 * carried line has none.
 */
int journal_line_read(struct journal_line *, const char *line, size_t len);
void journal_line_free(struct journal_line *);

#endif
