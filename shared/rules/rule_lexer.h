/*
 * words - a line of rules.conf in words.
 *
 * Words are parted by blanks (space, tab).  One in double quotes may hold
 * blanks, or nothing; inside them only \" is not itself: it is a quote.  A #
 * at the start of a word begins a comment.
 */
#ifndef ECHOAPP_WORDS_H
#define ECHOAPP_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct rule_word {
	const char *at; /* UTF-8 without control characters but tab, NUL behind
			 */
	size_t len;
	unsigned column; /* the first is 1; characters, not bytes */
	bool quoted;
};

/* A zeroed one is ready for use, again and again. */
struct rule_words {
	struct rule_word *at;
	size_t count;
	size_t cap;
	struct buffer text;
};

/*
 * Cuts `line`, which is without its line end.  Returns 0, or -1 with words
 * about what is wrong in `error`, and where in *column.
 */
int rule_lexer_split(struct rule_words *, const char *line, size_t len,
		     char *error, size_t size, unsigned *column);
void rule_lexer_free(struct rule_words *);

/* `if`, `and`, `not` and `reason`, when they are not in quotes. */
bool rule_lexer_is_keyword(const struct rule_word *);

/* Is it this word, not in quotes? */
bool rule_lexer_is(const struct rule_word *, const char *plain);

/* Appends a word as it is written. */
void rule_lexer_print(struct buffer *, const char *at, size_t len, bool quoted);

/* The same, in quotes only where it has to be. */
void rule_lexer_print_name(struct buffer *, const char *name);

#endif
