/*
 * die - the only way out of the library that is not a return.
 *
 * The exit code tells a supervisor what to do: EXIT_PERMANENT (100), somebody
 * must fix something first; EXIT_TEMPORARY (111), start me again.
 */
#ifndef ECHOAPP_DIE_H
#define ECHOAPP_DIE_H

enum { EXIT_PERMANENT = 100, EXIT_TEMPORARY = 111 };

/* Says why (see warn in log.h) and exits. */
_Noreturn void die(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
