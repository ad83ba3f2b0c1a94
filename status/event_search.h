/*
 * feed - the lines at the end of the journal that somebody asked for.
 *
 * They are read backwards, so that a page that fell behind does not make the
 * program read all that it missed.
 */
#ifndef ECHOAPP_FEED_H
#define ECHOAPP_FEED_H

#include <stdbool.h>

#include "journal/journal_days.h"
#include "journal/journal_line.h"

/* A place in the journal: a day and an offset, "20261123.4711". */
struct event_cursor {
	int64_t day;
	int64_t offset;
};

struct event_search {
	const char *hook; /* in any case; NULL: any */
	const char *user;
	const char *app;
	enum {
		OUTCOME_ANY,
		OUTCOME_ANSWERED,
		OUTCOME_REFUSED,
		OUTCOME_WARNED
	} outcome;
	int status; /* 0: any */
	long limit;
	bool since; /* only what stands behind `after` */
	struct event_cursor after;
	void *arg;
	void (*each)(void *arg, const struct journal_line *,
		     struct event_cursor);

	/* Found: */
	struct event_cursor end;  /* of the journal */
	struct event_cursor from; /* all that is wanted since was told */
	bool cut;		  /* there may be more than was told */
	struct journal_line event;
};

/* Tells the last ones, the latest first. */
void event_search_run(struct event_search *, const struct journal_days *);
void event_search_free(struct event_search *);

#endif
