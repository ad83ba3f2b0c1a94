/*
 * rule_cursor - a position in the words of a line, for those who parse them.
 *
 * Functions that return an int return 0; or -1 with the error and its column.
 */
#ifndef ECHOAPP_RULE_CURSOR_H
#define ECHOAPP_RULE_CURSOR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "field_path.h"
#include "rule_lexer.h"
#include "rule_value.h"

struct rule_cursor {
	const struct rule_word *next;
	const struct rule_word *end;
	const char *form; /* of the whole line, for messages */
	int groups;	  /* the last group of the nearest ~ before; -1: none */
	struct error *error;
	unsigned *column; /* of the error */
};

/* Returns -1.  The error's column is the word's, or the last one's for NULL. */
__attribute__((format(printf, 3, 4))) int
rule_cursor_fail(struct rule_cursor *, const struct rule_word *,
		 const char *format, ...);

/* The word, escaped for a message; good until the next call. */
const char *rule_cursor_escape(const struct rule_word *);

/* The next word, or NULL. */
const struct rule_word *rule_cursor_peek(const struct rule_cursor *);

/* Steps over the next word if it is `keyword`, without quotes. */
bool rule_cursor_accept(struct rule_cursor *, const char *keyword);

/* Steps over the next word, which must not be a keyword. */
int rule_cursor_expect(struct rule_cursor *, const char *what,
		       const struct rule_word **);

int rule_cursor_field(struct rule_cursor *, struct field_path *);
int rule_cursor_value(struct rule_cursor *, struct rule_value *);

/* Adds one zeroed element to an array whose room is a power of two. */
void *rule_cursor_grow(void *array, size_t *count, size_t size);

#endif
