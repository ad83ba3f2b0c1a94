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
#include "error.h"

enum match_result { MATCH_NO, MATCH_YES, MATCH_STOPPED };

/* $0 to $9 */
#define REGEX_GROUPS_MAX 10

/* What the groups of the last match hold; a zeroed one holds nothing. */
struct regex_groups {
	struct buffer subject;
	struct {
		size_t at;  /* in subject */
		size_t len; /* 0: the group took no part */
	} group[REGEX_GROUPS_MAX];
	struct buffer scratch; /* for who prepares a subject */
	bool stopped;	       /* a match that should be here was stopped */
};

struct regex;

/* NULL with words in `error`, which say where the pattern is wrong. */
struct regex *regex_new(const char *text, size_t len, struct error *error);
void regex_free(struct regex *);

/* Makes it faster, where the machine allows it. */
void regex_jit(struct regex *);

/* The number of the last group; 0: there are none but $0. */
unsigned regex_group_count(const struct regex *);

/*
 * `subject` is UTF-8, which nobody checks.  A MATCH_YES sets the groups, unless
 * they are NULL.
 */
enum match_result regex_match(const struct regex *, const char *subject,
			      size_t len, struct regex_groups *);

/* Forgets what they hold, but not their memory. */
void regex_groups_clear(struct regex_groups *);
void regex_groups_free(struct regex_groups *);

#endif
