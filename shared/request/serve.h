/*
 * serve - answers requests: bytes in, status and bytes out.
 *
 * It is independent of web servers: fcgi/main.c, tests and fuzzers call it.
 */
#ifndef ECHOAPP_SERVE_H
#define ECHOAPP_SERVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "method.h"
#include "protocol/request.h"

struct service;

/*
 * See conf_open() for the paths.  `own`: the only hook that will be served;
 * NULL: any.  Never fails; serve_close() frees the service.
 */
struct service *serve_open(const char *conf, const char *state_dir,
			   const struct method *own);
void serve_close(struct service *);

/*
 * The same in two steps: the first leaves the user, and writes nothing, so that
 * a process can prepare for others that it forks.
 */
struct service *serve_prepare(const char *conf, const char *state_dir,
			      const struct method *own);
void serve_become_owner(const struct service *);

/* Reads the files that changed, as each request does. */
void serve_refresh(struct service *);

/* Why every hook is answered 503 at present, or NULL. */
const char *serve_error(const struct service *);

/* The longest body, in bytes.  Read one byte more of a longer body. */
size_t serve_body_max(const struct service *);

/* What the keys of these names say; times in milliseconds. */
struct serve_limits {
	size_t body_max;
	unsigned workers_max, log_targets;
	int64_t request_timeout, response_timeout;
};

/* NULL: the defaults. */
struct serve_limits serve_limits(const struct service *);

/* The path of echoapp.conf, and the state directory; "" while unknown. */
const char *serve_conf_path(const struct service *);
const char *serve_state_dir(const struct service *);

/*
 * Answers and records a request.  The answer's body is good until the next
 * call, and may be that of the request.
 */
void serve_request(struct service *, const struct method *,
		   const struct request *, struct answer *);

/*
 * Reports the answer to a client that is trusted and has proved who it is.
 * Nothing is recorded, and no slot is taken.  What is reported lives only
 * during the call.
 */
typedef void serve_result_fn(void *arg, const struct exchange *,
			     const struct answer *);
void serve_dry_run(struct service *, const struct method *,
		   const struct request *, serve_result_fn *, void *arg);

/* Folds the journal into the index; call it after the answer was sent. */
void serve_background_fold(struct service *);
/* Starts a fold that was passed on (background_fold.h); closes the lock. */
void serve_start_fold(const struct service *, int lock);

/* Do hooks wait for the journal's lock? */
bool serve_is_behind(const struct service *);
/*
 * Reads files that have changed, so that the next request need not wait for
 * that, and has their last good version if the next one is broken.  Writes
 * hooks that wait for the journal's lock, refusals that were held (recorder.h),
 * and what is in force (conf/in_force.h).  Call it about once a second between
 * requests.
 */
void serve_idle(struct service *);

/*
 * Writes the hooks that wait for the journal's lock, if it is free within `ms`
 * milliseconds.  Call it before the process is replaced; serve_close() does it,
 * too.
 */
void serve_catch_up(struct service *, long ms);

/* Frees memory that a large request has left; call it between requests. */
void serve_trim(struct service *);

/*
 * Enters the sandbox, if the configuration wants it, and reports what it
 * refused.  False: the process has to end, because the configuration needs
 * another sandbox.  Call this before each request, and with `idle`, which
 * enters none, while no request comes.
 */
bool serve_confine(struct service *, bool idle);

#endif
