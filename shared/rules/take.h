/* take - steps through the words of a rule; for grammar.c. */
#ifndef ECHOAPP_TAKE_H
#define ECHOAPP_TAKE_H

#include <stdbool.h>
#include <stddef.h>

#include "field_path.h"
#include "rule.h"
#include "rule_lexer.h"
#include "rule_value.h"

/* A reading position in a line's words. */
struct rule_parser {
	const struct rule_word *next;
	const struct rule_word *end;
	struct rule *rule;
	int groups; /* the last one of the pattern before, or -1 */
	char *error;
	size_t size;
	unsigned *column;
};

/* How a rule of that kind is written. */
extern const char *const rule_parser_forms[RULE_KINDS];

/* Says what is wrong with the word, or (NULL) with the end of the line; -1. */
int rule_parser_fail(struct rule_parser *, const struct rule_word *,
		     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The word as it can be shown to anybody; good for one sentence. */
const char *rule_parser_escape(const struct rule_word *);

/* The next word, or NULL. */
const struct rule_word *rule_parser_peek(const struct rule_parser *);

/* Steps over the next word if it is this one, not in quotes. */
bool rule_parser_accept(struct rule_parser *, const char *plain);

/* Each steps over a word that is no keyword; 0, or -1 when it is wrong. */
int rule_parser_word(struct rule_parser *, const char *what,
		     const struct rule_word **);
int rule_parser_field(struct rule_parser *, struct field_path *);
int rule_parser_value(struct rule_parser *, struct rule_value *);

/* Copies, or ends the program. */
char *rule_parser_strdup(const char *text);

/* Makes room for one more at the end of an array, zeroed. */
void *rule_parser_grow(void *array, size_t *count, size_t size);

#endif
