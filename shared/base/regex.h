/*
 * pattern - a regular expression (PCRE2) that cannot take for ever.
 *
 * Patterns are the operator's, what they are tried on is a stranger's.  So the
 * work of a match is bounded by the length of the subject, the same on every
 * machine: what would take more is stopped, about a millisecond after it began
 * for a subject of the usual few hundred bytes.
 *
 * Pattern and subject are UTF-8.  `$` is the very end: not before a newline
 * there, lest "10001\n" passes for a number.  \d and \w are ASCII, unless the
 * pattern begins with (*UCP).
 */
#ifndef ECHOAPP_PATTERN_H
#define ECHOAPP_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"

enum match { NO_MATCH, MATCH, STOPPED };

/* $0 to $9 */
#define GROUPS_MAX 10

/* What the groups of the last match hold; a zeroed one holds nothing. */
struct groups {
	struct buffer subject;
	struct {
		size_t at;  /* in subject */
		size_t len; /* 0: the group took no part */
	} group[GROUPS_MAX];
	struct buffer scratch; /* for who prepares a subject */
	bool stopped;	       /* a match that should be here was stopped */
};

struct pattern;

/* NULL with words in `error`, which say where the pattern is wrong. */
struct pattern *pattern_new(const char *text, size_t len, char *error,
			    size_t size);
void pattern_free(struct pattern *);

/* Makes it faster, where the machine allows it. */
void pattern_hurry(struct pattern *);

/* The number of the last group; 0: there are none but $0. */
unsigned pattern_groups(const struct pattern *);

/*
 * `subject` is UTF-8, which nobody checks.  A MATCH sets the groups, unless
 * they are NULL.
 */
enum match pattern_match(const struct pattern *, const char *subject,
			 size_t len, struct groups *);

/* Forgets what they hold, but not their memory. */
void groups_clear(struct groups *);
void groups_free(struct groups *);

#endif
