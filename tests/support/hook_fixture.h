/*
 * hooks - hands bodies to any of our handlers, with the state in ./state.
 *
 * What is returned is never freed.  A test starts with start_hooks().
 */
#ifndef ECHOAPP_HOOKS_H
#define ECHOAPP_HOOKS_H

#include "method.h"
#include "post.h"

/*
 * Writes ./rules.conf (NULL: none) and an ./echoapp.conf that names it, in
 * which `more` comes last; and starts anew, with log_capture_start().
 */
void start_hooks(const char *rules, const char *more);

/* The handler of that name. */
const struct method *method_of(const char *name);

/* POSTs a body to it. */
struct response hook_of(const char *name, const char *body);
struct response hook_with(const char *name, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Fails unless it is answered so; `body` NULL: with the bytes that came. */
void is_answered(const char *name, const char *body, const char *answer);

/* Fails unless it is refused; `words` stand in the reason. */
void is_denied(const char *name, const char *body, int status,
	       const char *words);

/* A hook of node n@1 in that session; fails unless it is answered so. */
void ask_for(int status, const char *name, const char *session,
	     const char *members);

/* The same, of a call in session s, by that caller; and what becomes of it. */
void ask_call(int status, const char *id, const char *caller);
void call_becomes(const char *id, const char *status);

/* In every second round what is known is in the index. */
void settle(int round);

#endif
