/*
 * rule_lexer - splits a line of rules.conf into words.
 *
 * Blanks (space, tab) separate words.  A word in double quotes may contain
 * blanks, or be empty; inside quotes \" stands for a quote, and every other
 * backslash is itself.  A # at the start of a word begins a comment.
 */
#ifndef ECHOAPP_RULE_LEXER_H
#define ECHOAPP_RULE_LEXER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* The size of a buffer for a word, escaped for a message. */
#define RULE_LEXER_ESCAPED_SIZE 128

struct rule_word {
	const char *at; /* UTF-8, ends in a NUL; no control character but tab */
	size_t len;
	unsigned column; /* the first is 1; characters, not bytes */
	bool quoted;
};

/* The words of one line.  A zeroed struct is ready, and can be used again. */
struct rule_words {
	struct rule_word *at;
	size_t count;
	size_t cap;
	struct buffer text;
};

/*
 * Splits `line`, which has no line end.  Words are copied; they are good until
 * the next call.  Returns 0, or -1 with the error and its *column.
 */
int rule_lexer_split(struct rule_words *, const char *line, size_t len,
		     struct error *, unsigned *column);
void rule_lexer_free(struct rule_words *);

/* Is the word `if`, `and`, `not` or `reason`, without quotes? */
bool rule_lexer_is_keyword(const struct rule_word *);

/* Is the word `plain`, without quotes? */
bool rule_lexer_is(const struct rule_word *, const char *plain);

/* Appends a word as rules.conf spells it. */
void rule_lexer_print(struct buffer *, const char *at, size_t len, bool quoted);

/* The same, with quotes only where the word needs them. */
void rule_lexer_print_name(struct buffer *, const char *name);

#endif
