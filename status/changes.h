/*
 * changes - tells open pages that something changed, by Server-Sent Events
 * (WHATWG HTML, 9.2): the page asks for what it shows only then.
 *
 * A change is a line more in the day's file, or an edit of echoapp.conf or of
 * the rules.  What only time changes, such as the silence of a connection, is
 * not told.
 */
#ifndef ECHOAPP_CHANGES_H
#define ECHOAPP_CHANGES_H

#include <stdint.h>
#include <sys/stat.h>

#include "conf/conf.h"

/* The first event, and the longest time between two; seconds. */
#define CHANGES_FIRST "retry: 2000\ndata: open\n\n"
#define CHANGES_INTERVAL_SECONDS 5

/* A zeroed struct is ready. */
struct changes {
	struct changes_seen {
		struct timespec configuration, rules, journal;
		off_t bytes;
		ino_t day;
	} seen;
	int64_t told_at; /* of monotonic_now() */
};

/* Returns the next event: "changed", or "same" after some seconds; or NULL. */
const char *changes_next(struct changes *, const struct conf_file *);

#endif
