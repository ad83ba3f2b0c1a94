/*
 * event_search - searches the end of the journal for events.
 *
 * It reads backwards, so that a page that has not asked for long does not make
 * the program read all that the page missed.
 */
#ifndef ECHOAPP_EVENT_SEARCH_H
#define ECHOAPP_EVENT_SEARCH_H

#include <stdbool.h>

#include "base/error.h"
#include "index/index.h"
#include "journal/journal_days.h"
#include "journal/journal_line.h"

/* So many bytes are searched; most lines need no parsing. */
#define EVENT_SEARCH_BYTES ((off_t)8 << 20)

/* A position in the journal: a day and an offset, "20261123.4711". */
struct event_cursor {
	int64_t day; /* 20261123 */
	int64_t offset;
};

struct event_search {
	/* Filters: */
	const char *hook; /* in any case; NULL: any */
	const char *user; /* NULL: any */
	const char *app;  /* NULL: any */
	enum {
		OUTCOME_ANY,
		OUTCOME_ANSWERED,
		OUTCOME_REFUSED,
		OUTCOME_WARNED
	} outcome;
	int status; /* 0: any */
	long limit; /* events; counts down */
	bool since; /* only events after `after` */
	struct event_cursor after;
	struct event_cursor before; /* only events before it; day 0: all */
	struct index *index; /* finds refusals that are long ago; or NULL */
	void *arg;
	void (*each)(void *arg, const struct journal_line *,
		     struct event_cursor);

	/* Results: */
	struct event_cursor end;  /* of the journal */
	struct event_cursor from; /* all events from here on were found */
	bool cut;		  /* there may be more before `from` */
	struct error error;	  /* why a day cannot be read; "": all could */
	struct journal_line event;
};

/*
 * Calls `each` for the last events, the latest first.  Refusals are found as
 * far back as the journal goes, others in its end.
 */
void event_search_run(struct event_search *, const struct journal_days *);
void event_search_free(struct event_search *);

#endif
