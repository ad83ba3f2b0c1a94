/*
 * entity - a connection, a registration, a call, a message or a stream, as the
 * journal tells of it.
 *
 * Made to hold on a bad network, where hooks come twice, late, in another
 * order, or never:
 *
 * - What is known comes from whoever knows best: a status event before a
 *   request, and the earlier of two equals.
 * - A status only goes forward.  The first terminal one stays; of two that
 *   take turns (ESTABLISHED, HOLD) the later holds.
 * - A repeated status changes nothing but when it was last said.
 * - An event whose beginning was lost still makes an entity.  What was not
 *   seen stays unknown: TIMESTAMP_NONE, not 0.
 *
 * So an entity does not depend on the order of the lines it was made from, as
 * far as its own lines go; fold.h has what ties it to others.
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
 * A connection is opened again under the same name when somebody's port comes
 * round again, not when a request comes twice; microseconds.
 */
#define REOPEN_AFTER INT64_C(30000000)

/* What an entity is known by; one column each. */
enum entity_text {
	TEXT_APP,
	TEXT_SRC,  /* caller, from, sipLogin, the stream's name */
	TEXT_DST,  /* callee, to, sipDomain */
	TEXT_CLID, /* the name shown */
	TEXT_INFO, /* why it ended */
	TEXT_RULE, /* what refused it */
	TEXTS
};

/* A place that was taken, and is not in the index yet: place.h. */
struct new_slot {
	struct new_slot *next;
	timestamp time;
	char *key;
	char *name;
};

struct entity {
	struct arena *arena; /* all of it is there */
	enum entity_kind kind;
	int64_t row;	    /* in its table */
	int64_t connection; /* the row of the connection it belongs to */
	char *id;	    /* of a connection: node and session, a space */
	char *text[TEXTS];
	timestamp rank[TEXTS]; /* who said it: smaller is better */
	char status[40];
	enum stage stage;
	timestamp since; /* when `status` came */
	timestamp first; /* line about it */
	timestamp last;
	timestamp begun;    /* asked for; TIMESTAMP_NONE: that was not seen */
	timestamp answered; /* the earliest STAGE_ESTABLISHED */
	timestamp ended;    /* TIMESTAMP_NONE: it has not, of itself */
	timestamp cut; /* ended by its connection; TIMESTAMP_NONE: it was not */
	timestamp hung_up;     /* when our side first asked for its end */
	timestamp denied_at;   /* when denied */
	bool was_up;	       /* it came up, if unknown when */
	bool progressed;       /* a status showed that it went on */
	bool denied;	       /* refused; see entity_is_refused() */
	int incoming;	       /* 1, 0; -1: unknown */
	struct buffer history; /* [time,hook,status,HTTP status,info],… */
	unsigned steps;	       /* how many of them */
	bool has_slots;	       /* such as limits count: place.h */
	struct new_slot *new_slots; /* by what was told since it was loaded */

	bool dirty; /* differs from its row */
	bool stored;
	bool stored_live; /* as its row has it */
	timestamp stored_expires;
	struct entity *next;	/* in the fold's table */
	struct entity *sibling; /* of one connection */
	struct entity *children;
};

/* Lives as long as what the arena holds. */
struct entity *entity_new(struct arena *, enum entity_kind, const char *id);

/* Gives back one, and whatever else the arena gave since it was made. */
void entity_drop(struct entity *);

/*
 * Which entity an event is about, and the id that it gives it; false: none.
 * Messages that arrive are others than those that are sent, by their ids.
 */
bool entity_identify(const struct journal_line *, enum entity_kind *,
		     const char **id);

/*
 * That of its connection, node and session; NULL: it names none.  Both are
 * good until the next call.
 */
const char *entity_connection_id(const struct journal_line *);

/* Takes in what the event says; sets dirty when that is anything new. */
void entity_update(struct entity *, const struct journal_line *);

/* A connection hears of what it carries: it is still there. */
void entity_touch(struct entity *, const struct journal_line *);

/*
 * Refused, and it did not go on all the same, because nobody told WCS to obey,
 * nor was it let pass when it was asked for another time.  That WCS reports
 * what was refused as failed makes no failure of it.
 */
bool entity_is_refused(const struct entity *);

/* When a connection was last opened, as far as anybody said; or TIMESTAMP_NONE.
 */
timestamp entity_opened_at(const struct entity *);

/* Is it over, of itself or with its connection? */
bool entity_has_ended(const struct entity *);

/* When it ended; TIMESTAMP_NONE: it has not. */
timestamp entity_ended_at(const struct entity *);

#endif
