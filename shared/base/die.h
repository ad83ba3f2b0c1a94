/*
 * die - the only way out of the library that is not a return.
 *
 * The exit code tells a supervisor what to do: EXIT_MENDS (100), somebody must
 * fix something first; EXIT_AGAIN (111), start me again.
 */
#ifndef ECHOAPP_DIE_H
#define ECHOAPP_DIE_H

enum { EXIT_MENDS = 100, EXIT_AGAIN = 111 };

/* Says why (see warn in log.h) and exits. */
_Noreturn void die(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
