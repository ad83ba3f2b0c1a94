/*
 * newest - the entities of a kind, the newest first, some of them chosen.
 *
 * What is live and what is not are walked apart, along indexes that begin with
 * what is chosen, and merged: however many rows there are that are not wanted,
 * few of them are looked at.
 */
#ifndef ECHOAPP_ENTITY_LIST_H
#define ECHOAPP_ENTITY_LIST_H

#include "base/sql.h"
#include "index/entity.h"

struct entity_list_query {
	enum entity_kind kind;
	const char *select; /* columns, of a table called e */
	const char *user;   /* NULL: any */
	const char *app;
	int live; /* -1: both */
	timestamp since;
	timestamp until;
	int64_t cursor_first,
	    cursor_row; /* only what stands behind it; INT64_MAX: all */
	long limit;	/* -1: none */
};

/*
 * A query with the columns, then `row` and `first` for a cursor; NULL: see
 * sql_error().  The texts must live as long as it.
 */
struct sql_query *entity_list_prepare(struct sql *,
				      const struct entity_list_query *);

#endif
