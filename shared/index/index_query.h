/*
 * index_ask - questions put to the index's file; for those who write it.
 */
#ifndef ECHOAPP_INDEX_ASK_H
#define ECHOAPP_INDEX_ASK_H

#include "base/sql.h"
#include "index.h"

/* Prepared once for each kind of entity. */
enum question {
	LOAD,
	LOAD_ROW,
	LOAD_OPEN,
	SAVE,
	ADD,
	REAP,
	ADD_TALLY,
	ADD_SERIES,
	ADD_PLACE,
	SET_ACTIVE,
	END_STALE,
	FORGET_PLACES,
	COUNT_ACTIVE,
	COUNT_SINCE,
	COUNT_AGAIN,
	FIND_ACTIVE,
	PLACES_OF,
	POSITION_OF,
	VERSION_OF,
	QUESTIONS,
};

/*
 * The query, prepared when it is first asked; the name of the kind's table
 * stands between its two parts; the second one is NULL when it is about none.
 * NULL: index_error() says why.
 */
struct query *index_ask(struct index *, enum question, enum about,
			const char *before, const char *after);

/* Takes down what went wrong while `doing`; -1. */
int index_failed(struct index *, const char *doing);

#endif
