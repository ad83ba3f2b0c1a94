/*
 * api - the API of status.fcgi: its state, its resources and their responses.
 *
 * The API only reads, except that it brings the index up to date as every
 * reader does.  Responses are JSON, but for cdr.csv and /metrics.
 */
#ifndef ECHOAPP_API_H
#define ECHOAPP_API_H

#include <stdbool.h>

#include "base/buffer.h"
#include "call_window.h"
#include "changes.h"
#include "conf/conf.h"
#include "conf_check.h"
#include "event_cache.h"
#include "index/background_fold.h"
#include "index/index.h"
#include "index/records_cursor.h"
#include "journal/journal_line.h"
#include "report/summary.h"
#include "status/http/response_cache.h"
#include "status/http/url_query.h"

struct api {
	struct conf_file conf;
	struct index *index;  /* NULL before the first hook, and after errors */
	char *index_dir;      /* the state directory of the index */
	ino_t inode;	      /* of index.db */
	timestamp folded_at;  /* the last fold; 0: none yet */
	bool is_behind;	      /* the last fold left some lines */
	bool is_busy;	      /* there was none: another process folded */
	timestamp busy_since; /* so it was since then; 0: it was not */
	bool jammed;	      /* a wait for their end was in vain */
	bool is_locked;	      /* the last response waited in vain */
	struct error holder;  /* which process does not end; "": none */
	char error[512];      /* why the last open or fold failed, or "" */
	struct background_fold background_fold;
	unsigned sandbox_walls; /* of this process: enum sandbox_wall */
	struct conf_check conf_check;
	struct summary_counts counts; /* see api_counts() */
	timestamp counted_at;
	struct response_cache response_cache; /* of parts of a batch */
	struct event_cache event_cache;
	struct call_window call_window;
	struct changes changes;
};

/* A response that is being made. */
struct api_response {
	int status;
	const char *type;
	const char *filename; /* for the browser to save it by, or NULL */
	char cursor[RECORDS_CURSOR_SIZE]; /* after call records; or "" */
	struct buffer body;
	bool head_only;
	bool no_etag;	   /* the parts of the body have their own */
	bool allow_cached; /* may be RESPONSE_CACHE_TTL old */
	bool stays_open;   /* the body is only the first part (changes.h) */
	/*
	 * Sends and empties the body, for one that is too large for memory.
	 * After the first call the status cannot be changed.
	 */
	void (*flush)(struct api_response *);
	bool flushed;
	void *sender; /* for flush */
};

/* A parameter that a resource accepts. */
struct api_parameter {
	const char *name;
	const char *description;
};

#define API_PARAMETERS_MAX 10

struct resource {
	const char *name; /* follows /status/ in the URL */
	const char *summary;
	bool takes_id;
	bool wants_index;   /* which still is NULL before the first hook */
	bool wants_current; /* refused with 503 while the index is behind */
	bool not_in_batch;
	bool repeatable; /* parameters may be given more than once */
	struct api_parameter
	    parameters[API_PARAMETERS_MAX]; /* ends with a NULL name */
	void (*answer)(struct api *, const struct url_query *,
		       struct api_response *);
};

extern const struct resource entities_calls, entities_connections,
    entities_registrations, entities_streams, entities_messages,
    events_resource, refusals_resource, series_resource, traffic_resource,
    rules_resource, rules_limits_resource, changes_resource, health_resource,
    cdr_csv_resource, prometheus_resource, batch_resource;

/* Makes the response to a query. */
void api_answer(struct api *, const struct url_query *, struct api_response *);
/* The same for a part of a batch, after the index was brought up to date. */
void api_answer_part(struct api *, const struct url_query *,
		     struct api_response *);

/*
 * The counts, half a second old at most, because counting takes long.  NULL:
 * the index cannot be read.
 */
const struct summary_counts *api_counts(struct api *);

/* Refuses: {"status":400,"reason":"..."}. */
void api_refuse(struct api_response *, int status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Refuses with 400, and lists the parameters that are accepted. */
void api_refuse_parameters(struct api_response *, const struct resource *,
			   const char *reason);

/* The same because of the value of the parameter `name`. */
void api_refuse_value(struct api_response *, const struct resource *,
		      const struct url_query *, const char *name);

/* Refuses with 503, because the index or the configuration cannot be used. */
void api_refuse_index(struct api_response *, const struct api *);

/* The same, because other processes fold, or there was too much to fold. */
void api_refuse_lagging(struct api_response *, const struct api *);

/*
 * Removes directories from the paths in `text`, in place: readers need not know
 * where the operator's files are.
 */
void api_hide_paths(const struct api *, char *text);

#endif
