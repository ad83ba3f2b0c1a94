/*
 * entity_list - lists entities of a kind, the newest first, with filters.
 *
 * The query walks live entities and others apart, each along an SQLite index
 * that begins with the column of a filter, and merges the walks.  So the cost
 * depends on the rows that are wanted, not on the size of the table.
 */
#ifndef ECHOAPP_ENTITY_LIST_H
#define ECHOAPP_ENTITY_LIST_H

#include <stdbool.h>

#include "base/sql.h"
#include "index/entity.h"

struct entity_list_query {
	enum entity_kind kind;
	const char *select; /* SQL expressions, of a table called e */
	const char *user;   /* NULL: any */
	const char *app;    /* NULL: any */
	int live;	    /* 1 or 0; -1: both */
	timestamp since;    /* began then or later */
	timestamp until;    /* began before; INT64_MAX: any time */
	/* Continues after this row; INT64_MAX: from the newest. */
	int64_t cursor_first, cursor_row;
	/*
	 * The number of the column of `select` that orders the rows, from 1;
	 * 0: the newest first.  It reads all rows that match, so it is for
	 * live entities; a cursor is ignored.
	 */
	int order;
	bool descending;
	long limit; /* rows; -1: all */
};

/*
 * A query with the wanted columns, then `row` and `first` for a cursor; NULL:
 * see sql_error().  The caller frees the query; the texts must outlive it.
 */
struct sql_query *entity_list_prepare(struct sql *,
				      const struct entity_list_query *);

#endif
