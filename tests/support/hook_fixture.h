/*
 * hook_fixture - passes bodies to any handler, with the state in ./state.
 *
 * Returned texts are never freed.  A test starts with hook_start().
 */
#ifndef ECHOAPP_HOOK_FIXTURE_H
#define ECHOAPP_HOOK_FIXTURE_H

#include "response.h"

/*
 * Writes ./rules.conf (NULL: no file) and an ./echoapp.conf that names it and
 * ends with `more`; forgets the service of before, and starts to capture the
 * log.
 */
void hook_start(const char *rules, const char *more);

/* What a program does each second without a request. */
void hook_idle(void);

/* Ends the service, as at the end of a program. */
void hook_end(void);

/* POSTs a body to the handler with that name. */
struct response hook_post(const char *name, const char *body);
struct response hook_postf(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Fails unless the status is 200 with this body; NULL: with the request's
 * bytes.
 */
void hook_check_answer(const char *name, const char *body, const char *answer);

/* Fails unless the hook is refused for a reason that contains `words`. */
void hook_check_denied(const char *name, const char *body, int status,
		       const char *words);

/*
 * Sends a hook of node n@1 in that session; fails unless it gets that status.
 */
void hook_check_status(int status, const char *name, const char *session,
		       const char *members);

/* The same for a call in session s by that caller, and for its later events. */
void hook_check_call(int status, const char *id, const char *caller);
void hook_call_becomes(const char *id, const char *status);

/* Folds in every second round of a TEST_LOOP. */
void hook_settle(int round);

#endif
