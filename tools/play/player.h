/*
 * player - goes through a scenario as one session of WCS: prepares each hook,
 * and obeys the answer.  The caller sends the hooks.
 */
#ifndef ECHOAPP_PLAYER_H
#define ECHOAPP_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "faults.h"
#include "scenario.h"
#include "vars.h"
#include "wcs/rest_policy.h"
#include "wcs/sip_text.h"
#include "wcs/verdict.h"

/* How hooks are spelled in URLs. */
enum url_spelling {
	SPELLING_CAPTURED, /* as in (PROTOCOL.md, Captured flows) */
	SPELLING_CAMEL,	   /* callStatusEvent */
	SPELLING_PASCAL,   /* CallStatusEvent */
};

/* What a struct points to must outlive its players. */
struct player_settings {
	const struct scenario *scenario;
	double speed; /* divides the think times; 0: no think times */
	enum url_spelling spelling;
	uint64_t seed;
	struct faults faults;
	const struct json_members *set; /* variables of --set, or NULL */
};

/* The state of one of the scenario's sessions. */
struct player_session {
	struct rest_policy policy;
	struct sip_session session;
};

struct player {
	const struct player_settings *settings;
	unsigned number; /* from 1 */

	/* The current hook, after player_next(). */
	const struct scenario_step *step;
	const struct rest_rule *rule;
	int64_t due;	    /* microseconds since the session began */
	bool is_sent;	    /* false: restPolicy DISABLE */
	bool is_duplicate;  /* --duplicate: the same hook again */
	bool aborts;	    /* --abort: the connection closes in its body */
	bool is_last;	    /* the next hook needs a new connection */
	char name[128];	    /* as spelled in the URL */
	struct buffer body; /* what is sent, with a NUL after its length */

	/* Its result, after player_take(); buffers end as `body` does. */
	struct verdict verdict;
	struct json_members sent;
	struct json_members uses; /* what WCS goes on with */
	struct verdict_changes changes;
	struct json_members browser; /* the body of verdict.event */
	struct buffer sip;	     /* what WCS sends by SIP, or "" */
	struct buffer notes;	     /* lines for a person, or "" */
	struct buffer unexpected;    /* differences from the expected, or "" */

	/* For player.c. */
	struct vars vars;
	struct player_session *sessions;
	struct plan plan;
	size_t at;
	bool *stopped; /* by step: it stopped, or was not played */
	struct json_members all_members;
	unsigned session;
	int64_t answered_at;
};

/* Borrows the settings.  Without memory the program ends. */
struct player *player_new(const struct player_settings *, unsigned number);
void player_free(struct player *);

/* Prepares the next hook; false: the session is over. */
bool player_next(struct player *);

/*
 * Takes the reply to the current hook, at `now` microseconds since the session
 * began.  The reply may be NULL if the hook was not sent, or aborted.
 */
void player_take(struct player *, const struct wcs_reply *, int64_t now);

/* For player.c: appends to `unexpected` how the result differs. */
void expect_check(struct player *, const struct wcs_reply *);

#endif
