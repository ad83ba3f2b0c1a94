/*
 * api - what tells of the state over HTTP: the program, what can be asked for,
 * and an answer in the making.
 *
 * It only reads, save that it brings the index up to date as every reader
 * does.  All of its answers but cdr.csv and /metrics are JSON.
 */
#ifndef ECHOAPP_API_H
#define ECHOAPP_API_H

#include <stdbool.h>

#include "base/buffer.h"
#include "conf/conf.h"
#include "conf_check.h"
#include "counts.h"
#include "event_cache.h"
#include "index/background_fold.h"
#include "index/index.h"
#include "journal/journal_line.h"
#include "status/http/response_cache.h"
#include "status/http/url_query.h"

struct api {
	struct conf_file conf;
	struct index *index; /* NULL: there is none to be asked */
	char *index_of;	     /* the state directory whose it is */
	ino_t inode;	     /* of its file */
	moment folded;	     /* when that was last tried */
	bool behind;	     /* there is more than was folded */
	bool rebuilt;
	char trouble[512]; /* why there is no index, or an old one; "" */
	struct upkeep upkeep;
	struct checkup checkup;
	struct counts counts; /* see api_counts() */
	moment counted;
	struct kept kept; /* of several */
	struct latest latest;
};

/* An answer in the making. */
struct report {
	int status;
	const char *type;
	const char *file; /* the name to save it by, or NULL */
	struct buffer body;
	bool head_only;
	bool untagged;	 /* its parts have tags */
	bool may_be_old; /* by KEPT_FOR */
	/* Sends what the body holds so far, and empties it; for what is too
	 * large to be held.  The answer must be sure to succeed by then. */
	void (*flush)(struct report *);
	bool flushed;
	void *to;
};

/* A parameter that a resource takes. */
struct accepted {
	const char *name;
	const char *values; /* in words */
};

#define ACCEPTED_MAX 8

struct resource {
	const char *name; /* behind /status/ */
	const char *summary;
	bool takes_id;
	bool wants_index; /* which is NULL while there has been no hook */
	bool wants_all;	  /* and nothing that was told left out */
	bool alone;	  /* not one of several */
	bool repeats;	  /* a parameter may be there again */
	struct accepted accepted[ACCEPTED_MAX]; /* ends with a NULL name */
	void (*answer)(struct api *, const struct inquiry *, struct report *);
};

extern const struct resource calls, connections, registrations, streams,
    messages, events, refusals, series, health, cdr, metrics, several;

/* Answers. */
void api_answer(struct api *, const struct inquiry *, struct report *);
/* The same for a part of an answer, when all is fresh already. */
void api_answer_part(struct api *, const struct inquiry *, struct report *);

/*
 * How much there is of everything, half a second old at most: to count what is
 * live takes its time.  NULL: the index cannot be asked.
 */
const struct counts *api_counts(struct api *);

/* Refuses: {"status":400,"reason":"..."}. */
void report_refuse(struct report *, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuses with 400, and tells what is accepted. */
void report_refuse_all(struct report *, const struct resource *,
		       const char *reason);

/* The value of a parameter is none that is accepted. */
void report_misused(struct report *, const struct resource *,
		    const struct inquiry *, const char *name);

/* The index could not be asked. */
void report_failed(struct report *, const struct api *);

/*
 * Takes from `text` what stands in front of the names of the operator's files,
 * those that the rules name included: nobody who looks has to know where they
 * are.
 */
void report_hide_paths(const struct api *, char *text);

#endif
