/*
 * log - what an operator should know, said where an operator looks.
 *
 * A message goes to the web server's error log (through the sink that main
 * gives; until then, and outside a request, standard error) and to syslog,
 * because a web server in the background gives its programs a standard error
 * that leads nowhere.  Control characters are shown escaped, so that nothing
 * from the network can forge a line or drive a terminal.  A flood is cut to
 * LOG_PER_SECOND lines, and the cut is counted.
 */
#ifndef ECHOAPP_LOG_H
#define ECHOAPP_LOG_H

#include <stddef.h>

#define LOG_PER_SECOND 20

enum log_target { LOG_TO_SERVER = 1, LOG_TO_SYSLOG = 2 };

/* One line without its newline, already safe to show. */
typedef void log_sink_fn(void *arg, const char *line);

/* Names the program in every line; `ident` is copied. */
void log_open(const char *ident);

/* A bit set of enum log_set_targets; both until said otherwise. */
void log_set_targets(unsigned targets);

/* The web server's error log while a request is in hand; NULL: stderr. */
void log_set_sink(log_sink_fn *, void *arg);

/* A format that ends in ':' gets the text of errno. */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Copies `text` so that any terminal can show it; always ends in a NUL. */
void log_escape(char *into, size_t size, const char *text);

#endif
