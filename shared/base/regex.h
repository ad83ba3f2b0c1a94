/*
 * regex - regular expressions (PCRE2) whose matches take a bounded time.
 *
 * The operator writes the patterns, and strangers send the subjects.  So the
 * work of a match is bounded by the length of the subject, equally on each
 * machine: a match that needs more is stopped, after about a millisecond for a
 * subject of a few hundred bytes.
 *
 * Pattern and subject are UTF-8.  `$` matches at the very end only, not before
 * a last newline, so that "10001\n" is not taken for a number.  \d and \w are
 * ASCII unless the pattern begins with (*UCP).
 */
#ifndef ECHOAPP_REGEX_H
#define ECHOAPP_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "buffer.h"
#include "error.h"

enum match_result { MATCH_NO, MATCH_YES, MATCH_STOPPED };

/* $0 to $9 */
#define REGEX_GROUPS_MAX 10

/* The groups of the last match.  A zeroed struct has none. */
struct regex_groups {
	struct buffer subject;
	struct {
		size_t at;  /* in subject */
		size_t len; /* 0: the group took no part */
	} group[REGEX_GROUPS_MAX];
	struct buffer scratch; /* memory for preparing a subject */
	bool stopped; /* the match was stopped: its groups are unknown */
};

struct regex;

/* NULL: the pattern is wrong, and `error` says at which byte. */
struct regex *regex_new(const char *text, size_t len, struct error *error);
void regex_free(struct regex *);

/* Compiles the pattern to machine code if the machine supports that. */
void regex_jit(struct regex *);

/* The number of the last group; 0: there is only $0. */
unsigned regex_group_count(const struct regex *);

/*
 * The caller must make sure that `subject` is UTF-8.  MATCH_YES sets the
 * groups, which may be NULL.
 */
enum match_result regex_match(const struct regex *, const char *subject,
			      size_t len, struct regex_groups *);

/* Makes all groups empty, and keeps their memory. */
void regex_groups_clear(struct regex_groups *);
void regex_groups_free(struct regex_groups *);

#endif
