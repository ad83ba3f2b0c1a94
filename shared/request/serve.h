/*
 * serve - bytes in, status and bytes out.
 *
 * Knows no web server: main gives it what came, tests and fuzzers do the same.
 */
#ifndef ECHOAPP_SERVE_H
#define ECHOAPP_SERVE_H

#include <stdbool.h>
#include <stddef.h>

#include "method.h"
#include "protocol/request.h"

struct service;

/*
 * See conf_open() for the paths.  `own`: the only hook that will be asked
 * about; NULL: any.  Never fails: what is wrong is answered.
 */
struct service *serve_open(const char *conf, const char *state_dir,
			   const struct method *own);
void serve_close(struct service *);

/* Why every hook is answered 503 just now, or NULL. */
const char *serve_error(const struct service *);

/* The longest body to read; a longer one is cut to one byte more than that. */
size_t serve_body_max(const struct service *);

/* Where the configuration is read from, and where the journal goes. */
const char *serve_conf_path(const struct service *);
const char *serve_state_dir(const struct service *);

void serve_request(struct service *, const struct method *,
		   const struct request *, struct answer *);

/*
 * What would be answered to one whom we trust.  Nothing is recorded, and no
 * place is taken.
 */
typedef void serve_result_fn(void *arg, const struct exchange *,
			     const struct answer *);
void serve_dry_run(struct service *, const struct method *,
		   const struct request *, serve_result_fn *, void *arg);

/* After an answer was sent: keeps the index fresh. */
void serve_background_fold(struct service *);

/*
 * While nothing comes, about once a second: takes up files that changed, lest
 * the next hook waits while a long list is read.  Is there anything to watch?
 */
bool serve_watches(const struct service *);
void serve_idle(struct service *);

/* Between two requests: gives back what a large one took. */
void serve_trim(struct service *);

#endif
