/*
 * exchange - one request on its way to its answer; for serve.c, record.c and
 * patch.c.  Handlers see it through method.h.
 */
#ifndef ECHOAPP_EXCHANGE_H
#define ECHOAPP_EXCHANGE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "conf/conf.h"
#include "journal/journal_line.h"
#include "method.h"
#include "serve.h"
#include "validate.h"

/* A member of the answer that differs from the request's. */
struct change {
	struct change *next;
	char *name;
	char *json;
	bool applied; /* it took the place of a member that was there */
};

/* A string that a hook has borrowed. */
struct exchange_string {
	struct exchange_string *next;
	char text[];
};

struct auth;

struct policy;
struct rule;

struct exchange {
	const struct method *method;
	const struct request *request;
	const struct conf *conf; /* NULL: there is none that may be used */
	const char *conf_error;	 /* then: why */
	struct auth *auth;
	struct json_scan *body;
	struct expected_fields *expected;
	bool is_parsed;		 /* body holds the request's body */
	struct buffer *warnings; /* see validate_body(); empty: nothing */
	struct change *changes;	 /* in the order they were asked for */
	struct exchange_string *strings;
	char reason[600]; /* why it was refused, or "" */
	/* What decided: "rules.conf:3", more of them after a space, "auth",
	 * "trusted"; or "" */
	char rule[256];
	timestamp received; /* it came */
	struct policy *policy;
	/* The limits that were asked: how many others there were, and us. */
	struct limit_count {
		const struct rule *rule;
		int64_t others;
		bool mine;
	} limits[JOURNAL_LINE_SLOTS_MAX];
	unsigned limit_count;
	/* What it takes a place of (place.h), while the limiter is held. */
	const char *slots[JOURNAL_LINE_SLOTS_MAX];
	unsigned slot_count;
	bool limiter_held;
	bool limiter_failed; /* it was tried: nobody waits for it again */
	bool is_dry_run;     /* serve_dry_run() */
};

/* A copy of these bytes, and a NUL, which lives until exchange_end(). */
const char *exchange_copy(struct exchange *, const char *bytes, size_t len);

/* Frees what hooks borrowed and changed. */
void exchange_end(struct exchange *);

#endif
