/*
 * event - one line of the journal, read.
 *
 * Lines may have been written by any program (journal.h), so nothing is taken
 * for granted but that a line is one JSON object.  What is missing is NULL.
 */
#ifndef ECHOAPP_JOURNAL_LINE_H
#define ECHOAPP_JOURNAL_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/timestamp.h"

/* More places than this one line does not take (limit.h). */
#define JOURNAL_LINE_SLOTS_MAX 16

/*
 * The members that the index keeps, by the names they have in bodies, short
 * ones first.
 */
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
	int status;	   /* HTTP, as answered */
	long took;	   /* microseconds; -1: not said */
	unsigned lost;	   /* hooks before it that could not be recorded */
	unsigned warnings; /* how many oddities */
	const char *app;
	const char *node;
	const char *session;
	const char *reason;
	const char *rule;
	const char *slots[JOURNAL_LINE_SLOTS_MAX]; /* see place.h */
	unsigned slot_count;
	const char *body[MEMBERS]; /* strings; numbers as their text */
	int incoming;		   /* 1, 0; -1: not said */

	/* How they are kept; for event.c. */
	struct json_scan scan;
	struct buffer strings;
};

/*
 * Reads a line, which need not end in a newline.  The strings live until the
 * next call.  A zeroed event is ready for use.  Returns 0, or -1 when the line
 * is none: no JSON, or without a time or a hook.
 */
int journal_line_read(struct journal_line *, const char *line, size_t len);
void journal_line_free(struct journal_line *);

#endif
