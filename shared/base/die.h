/*
 * die - ends the program; no other function of the library does.
 *
 * The exit code tells a supervisor what to do: after EXIT_PERMANENT (100) an
 * operator must fix something first; after EXIT_TEMPORARY (111) it starts the
 * program again.
 */
#ifndef ECHOAPP_DIE_H
#define ECHOAPP_DIE_H

enum { EXIT_PERMANENT = 100, EXIT_TEMPORARY = 111 };

/* Logs the message as log_warn() does, and exits. */
_Noreturn void die(int code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
