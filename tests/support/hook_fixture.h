/*
 * hook_fixture - hands bodies to any of our handlers, with the state in
 * ./state.
 *
 * What is returned is never freed.  A test starts with hook_start().
 */
#ifndef ECHOAPP_HOOK_FIXTURE_H
#define ECHOAPP_HOOK_FIXTURE_H

#include "response.h"

/*
 * Writes ./rules.conf (NULL: none) and an ./echoapp.conf that names it, in
 * which `more` comes last; and starts anew, with log_capture_start().
 */
void hook_start(const char *rules, const char *more);

/* POSTs a body to the handler of that name. */
struct response hook_post(const char *name, const char *body);
struct response hook_postf(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fails unless it is answered so; `body` NULL: with the bytes that came. */
void hook_check_answer(const char *name, const char *body, const char *answer);

/* Fails unless it is refused; `words` stand in the reason. */
void hook_check_denied(const char *name, const char *body, int status,
		       const char *words);

/* A hook of node n@1 in that session; fails unless it is answered so. */
void hook_check_status(int status, const char *name, const char *session,
		       const char *members);

/* The same, of a call in session s, by that caller; and what becomes of it. */
void hook_check_call(int status, const char *id, const char *caller);
void hook_call_becomes(const char *id, const char *status);

/* In every second round what is known is in the index. */
void hook_settle(int round);

#endif
