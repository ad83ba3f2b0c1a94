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
struct place {
	int64_t day;
	int64_t offset;
};

struct feed {
	const char *hook; /* in any case; NULL: any */
	const char *user;
	const char *app;
	enum { ANY, ANSWERED, REFUSED, ODD } outcome;
	int status; /* 0: any */
	long limit;
	bool since; /* only what stands behind `after` */
	struct place after;
	void *arg;
	void (*each)(void *arg, const struct event *, struct place);

	/* Found: */
	struct place end;  /* of the journal */
	struct place from; /* all that is wanted since was told */
	bool cut;	   /* there may be more than was told */
	struct event event;
};

/* Tells the last ones, the latest first. */
void feed_read(struct feed *, const struct days *);
void feed_free(struct feed *);

#endif
