/*
 * player - walks one session through a scenario as WCS would: it says which
 * hook is to be sent when, and obeys the answer.  It sends nothing itself.
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
	SPELLING_CAPTURED, /* as WCS was seen to do it (PROTOCOL.md, Captured
			      flows) */
	SPELLING_CAMEL,	   /* callStatusEvent */
	SPELLING_PASCAL,   /* CallStatusEvent */
};

struct player_settings {
	const struct scenario *scenario;
	double speed; /* think times are divided by it; 0: there are none */
	enum url_spelling spelling;
	uint64_t seed;
	struct faults faults;
	const struct json_members *set; /* variables that the user has set */
};

/* What is known of one of the scenario's sessions. */
struct player_session {
	struct rest_policy policy;
	struct sip_session session;
};

struct player {
	const struct player_settings *settings;
	unsigned number; /* 1 is the first */

	/* The hook in hand, after player_next(). */
	const struct scenario_step *step;
	const struct rest_rule *rule;
	int64_t due;	    /* microseconds since the session began */
	bool is_sent;	    /* false: restPolicy DISABLE */
	bool is_duplicate;  /* a duplicate on purpose */
	bool aborts;	    /* WCS goes away on purpose */
	bool is_last;	    /* the next hook wants another connection */
	char name[128];	    /* as it is spelled in the URL */
	struct buffer body; /* what is sent; ends with a NUL behind it */

	/* What came of it, after player_take(). */
	struct verdict verdict;
	struct json_members sent;
	struct json_members uses; /* what WCS goes on with */
	struct verdict_changes changes;
	struct json_members browser; /* what it is told, with verdict.event */
	struct buffer sip;	     /* what SIP is sent; "" */
	struct buffer notes;	     /* lines for a person; "" */
	struct buffer unexpected;    /* why it is not what was expected; "" */

	/* Where it stands; for player.c. */
	struct vars vars;
	struct player_session *sessions;
	struct plan plan;
	size_t at;
	bool *stopped; /* steps that stopped or were not played */
	struct json_members all_members;
	unsigned session;
	int64_t answered_at;
};

struct player *player_new(const struct player_settings *, unsigned number);
void player_free(struct player *);

/* Readies the next hook; false: the session is over. */
bool player_next(struct player *);

/*
 * Takes what came back, at `now` microseconds since the session began.  When
 * the hook was not sent, or aborted, the reply may be NULL.
 */
void player_take(struct player *, const struct wcs_reply *, int64_t now);

/* Looks whether it is as the step expects; for player.c. */
void expect_check(struct player *, const struct wcs_reply *);

#endif
