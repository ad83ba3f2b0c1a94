/*
 * log - messages for the operator.
 *
 * A message goes to the web server's error log and to the system's log: to
 * systemd's journal where there is one, and otherwise to syslog.  The error log
 * is reached through a sink during a request, and otherwise through standard
 * error, which a web server in the background may have closed.  Where standard
 * error is the journal, too, a message goes there once.  Control characters are
 * escaped, so that no text from the network can forge a line or send commands
 * to a terminal.  Of more than LOG_PER_SECOND messages in a second the rest are
 * counted instead of written.
 */
#ifndef ECHOAPP_LOG_H
#define ECHOAPP_LOG_H

#include <stdatomic.h>
#include <stddef.h>

#define LOG_PER_SECOND 20

/* Bytes of a message and its NUL; a longer one is cut. */
#define LOG_MESSAGE_SIZE 512

/* Bytes of a line and its NUL: the program, and a message that is escaped. */
#define LOG_LINE_SIZE ((size_t)2 * LOG_MESSAGE_SIZE + 64)

/* The name of all programs in the system's log. */
#define LOG_IDENT "echoapp"

enum log_target { LOG_TO_SERVER = 1, LOG_TO_SYSLOG = 2 };

/* Gets one line without its newline, escaped. */
typedef void log_sink_fn(void *arg, const char *line);

/* Sets the name of the program, which begins each line; it is copied. */
void log_open(const char *program);

/* The hook that messages are about from now on, which stays the caller's; NULL:
 * none. */
void log_set_hook(const char *hook);

/* For tests: another socket than the journal's, which stays the caller's. */
void log_set_journal(const char *path);

/* A bit set of enum log_target; both are the default. */
void log_set_targets(unsigned targets);

/* Sets the web server's error log for a request; NULL: standard error. */
void log_set_sink(log_sink_fn *, void *arg);

/* A format that ends in a colon gets the text of errno.  Keeps errno. */
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* What several processes of a program find in the same file. */
enum log_topic {
	LOG_TOPIC_CONF,
	LOG_TOPIC_RULES,
	LOG_TOPIC_SECRETS,
	LOG_TOPIC_USERS, /* a database of users */
	LOG_TOPICS
};

/* Of processes that share this memory, one writes what log_warn_once() gets. */
struct log_shared {
	atomic_ullong last[LOG_TOPICS]; /* the hash of a message; 0: none */
};

void log_share(struct log_shared *);

/* Writes a message, unless it is the last one of that topic. */
void log_warn_once(enum log_topic, const char *message);

/* There is nothing to say on the topic any more. */
void log_settle(enum log_topic);

/*
 * Copies `text` with all but printable ASCII as \xHH.  What does not fit into
 * `size` bytes with a NUL is cut off.
 */
void log_escape(char *into, size_t size, const char *text);

#endif
