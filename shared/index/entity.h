/*
 * entity - a connection, registration, call, message or stream, made from the
 * journal's lines (entity_update.h).
 *
 * Hooks may come twice, late, in another order, or never, so:
 *
 * - A text comes from the best source (entity_texts.h).
 * - A status only goes forward (entity_status.h).
 * - A repeated status changes only the time of the last hook.
 * - A hook whose beginning was lost still makes an entity.  Times that no hook
 *   reported are TIMESTAMP_NONE, not 0.
 *
 * So an entity does not depend on the order of lines about it that lie within
 * HOOK_DISORDER, and mostly on no order.  Which lines are about it may, if an
 * id comes again: reused_id.h.  What it owes to its connection is in
 * entity_apply.h.
 */
#ifndef ECHOAPP_ENTITY_H
#define ECHOAPP_ENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "journal/journal_line.h"
#include "protocol/entity_kind.h"

/*
 * A hook this long after the end of a connection of the same name is of a new
 * connection, because a client got the same port again; one that comes earlier
 * is repeated or late.  A connect opens a connection that was established again
 * at once, because WCS repeats a connect only while it waits for the answer.
 * Microseconds.
 */
#define REOPEN_AFTER INT64_C(30000000)

/*
 * Hooks of one moment may be recorded in another order, with times that differ
 * by less than this.  Microseconds.
 */
#define HOOK_DISORDER INT64_C(1000000)

/* WCS repeats a hook within this time.  Microseconds. */
#define REPEATED_WITHIN INT64_C(60000000)

/* An entity's texts, one column each. */
enum entity_text {
	TEXT_APP,
	TEXT_SRC,  /* caller, from, sipLogin, the stream's name */
	TEXT_DST,  /* callee, to, sipDomain */
	TEXT_CLID, /* the display name */
	TEXT_INFO, /* why it ended */
	TEXT_RULE, /* which refused it */
	TEXT_TRANSFERRED_TO,
	TEXT_TRANSFER,	    /* its status */
	TEXT_TRANSFER_SIDE, /* "ours": a client asked; "theirs": SIP */
	TEXTS
};

/* A slot that is not in the index yet: limit_slots.h. */
struct new_slot {
	struct new_slot *next;
	timestamp time;
	char *key;
	char *name;
};

struct entity {
	struct arena *arena; /* owns all of it */
	enum entity_kind kind;
	int64_t row;	    /* in its table */
	int64_t connection; /* the row of the connection it belongs to */
	char *id;	    /* of a connection: node, a space, session */
	int64_t instance;   /* of those with this id: 0, then 1 (reused_id.h) */
	bool is_latest;	    /* of the instances; false: perhaps not */
	char *text[TEXTS];
	timestamp rank[TEXTS]; /* of the source: the smallest is best */
	char status[40];
	enum stage stage;
	timestamp since; /* when `status` came */
	timestamp first; /* hook about it */
	timestamp last;
	timestamp begun;     /* requested */
	timestamp reported;  /* the earliest status before its end, but HOLD */
	timestamp answered;  /* the earliest STAGE_ESTABLISHED, but HOLD */
	timestamp in_call;   /* the earliest that only an answered call has */
	timestamp ended;     /* by a hook about it */
	timestamp cut;	     /* ended by the end of its connection */
	timestamp hung_up;   /* when a client asked for its end */
	timestamp denied_at; /* when denied */
	bool was_up;	     /* it came up; when may be unknown */
	bool answer_asked;   /* a client answered it */
	bool progressed;     /* a status showed that it went on */
	bool denied;	     /* refused; see entity_is_refused() */
	int incoming;	     /* 1, 0; -1: unknown */
	/*
	 * Of a connection: what its latest connect was let through with, a JSON
	 * object; NULL: unknown.
	 */
	char *facts;
	timestamp facts_at; /* when that connect came */
	/*
	 * From then on a rule says that it lasts too long, while it is live;
	 * TIMESTAMP_NONE: no rule limits its time.
	 */
	timestamp over_at;
	struct buffer history; /* [time,hook,status,HTTP status,info],… */
	unsigned steps;	       /* in the history */
	bool has_slots;	       /* in the table limit_slot */
	struct new_slot *new_slots; /* since it was loaded */

	/* Of calls, and TIMESTAMP_NONE or 0 of others: call_records.h. */
	uint64_t key;	    /* of node, session and callId */
	timestamp born;	    /* time of the first line that was folded */
	timestamp recorded; /* when its record became final */
	timestamp due;	    /* when its record is to be looked at again */
	unsigned revision;
	uint64_t digest; /* of the record */

	bool dirty; /* differs from its row */
	bool stored;
	bool stored_live; /* as its row has it */
	timestamp stored_expires;
	timestamp stored_last;
	struct entity *next;	/* in the cache's bucket */
	struct entity *sibling; /* of one connection */
	struct entity *children;
};

/* Returns a new entity, which the arena owns; `id` is copied. */
struct entity *entity_new(struct arena *, enum entity_kind, const char *id);

/* Sets a time, unless it is set and earlier. */
void entity_keep_earliest(timestamp *, timestamp when);

/* Frees it, and all that the arena allocated after it. */
void entity_drop(struct entity *);

/*
 * Was the request refused, never accepted when it came again, and did WCS not
 * go on in spite of the refusal?  A FAILED that WCS reports after a refusal
 * does not change this.
 */
bool entity_is_refused(const struct entity *);

/* Is it refused, and has no status come since? */
bool entity_is_denied(const struct entity *);

/*
 * Is there nothing that could be live: a connection without a session, or a
 * stream of which only a snapshot was told, which WCS takes of another stream?
 */
bool entity_is_nominal(const struct entity *);

/* Has no hook reported its end?  It may be live or stale. */
bool entity_is_unended(const struct entity *);

/* When a connection was last opened; TIMESTAMP_NONE: no hook said. */
timestamp entity_opened_at(const struct entity *);

/* Has it ended, by itself or with its connection? */
bool entity_has_ended(const struct entity *);

/* When it ended; TIMESTAMP_NONE: it has not. */
timestamp entity_ended_at(const struct entity *);

#endif
