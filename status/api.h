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
#include "event_cache.h"
#include "index/background_fold.h"
#include "index/index.h"
#include "journal/journal_line.h"
#include "status/http/response_cache.h"
#include "status/http/url_query.h"

struct api {
	struct conf_file conf;
	struct index *index; /* NULL: there is none to be asked */
	char *index_dir;     /* the state directory whose it is */
	ino_t inode;	     /* of its file */
	timestamp folded_at; /* when that was last tried */
	bool is_behind;	     /* there is more than was folded */
	bool rebuilt;
	char error[512]; /* why there is no index, or an old one; "" */
	struct background_fold background_fold;
	struct conf_check conf_check;
	struct summary_counts counts; /* see api_counts() */
	timestamp counted_at;
	struct response_cache response_cache; /* of several */
	struct event_cache event_cache;
};

/* An answer in the making. */
struct api_response {
	int status;
	const char *type;
	const char *filename; /* the name to save it by, or NULL */
	struct buffer body;
	bool head_only;
	bool no_etag;	   /* its parts have tags */
	bool allow_cached; /* by RESPONSE_CACHE_TTL */
	/* Sends what the body holds so far, and empties it; for what is too
	 * large to be held.  The answer must be sure to succeed by then. */
	void (*flush)(struct api_response *);
	bool flushed;
	void *sender;
};

/* A parameter that a resource takes. */
struct api_parameter {
	const char *name;
	const char *description; /* in words */
};

#define API_PARAMETERS_MAX 8

struct resource {
	const char *name; /* behind /status/ */
	const char *summary;
	bool takes_id;
	bool wants_index;   /* which is NULL while there has been no hook */
	bool wants_current; /* and nothing that was told left out */
	bool not_in_batch;  /* not one of several */
	bool repeatable;    /* a parameter may be there again */
	struct api_parameter
	    parameters[API_PARAMETERS_MAX]; /* ends with a NULL name */
	void (*answer)(struct api *, const struct url_query *,
		       struct api_response *);
};

extern const struct resource entities_calls, entities_connections,
    entities_registrations, entities_streams, entities_messages,
    events_resource, refusals_resource, series_resource, health_resource,
    cdr_csv_resource, prometheus_resource, batch_resource;

/* Answers. */
void api_answer(struct api *, const struct url_query *, struct api_response *);
/* The same for a part of an answer, when all is fresh already. */
void api_answer_part(struct api *, const struct url_query *,
		     struct api_response *);

/*
 * How much there is of everything, half a second old at most: to count what is
 * live takes its time.  NULL: the index cannot be asked.
 */
const struct summary_counts *api_counts(struct api *);

/* Refuses: {"status":400,"reason":"..."}. */
void api_refuse(struct api_response *, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuses with 400, and tells what is accepted. */
void api_refuse_parameters(struct api_response *, const struct resource *,
			   const char *reason);

/* The value of a parameter is none that is accepted. */
void api_refuse_value(struct api_response *, const struct resource *,
		      const struct url_query *, const char *name);

/* The index could not be asked. */
void api_refuse_index(struct api_response *, const struct api *);

/*
 * Takes from `text` what stands in front of the names of the operator's files,
 * those that the rules name included: nobody who looks has to know where they
 * are.
 */
void api_hide_paths(const struct api *, char *text);

#endif
