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
struct reader {
	const struct word *next;
	const struct word *end;
	struct rule *rule;
	int groups; /* the last one of the pattern before, or -1 */
	char *error;
	size_t size;
	unsigned *column;
};

/* How a rule of that kind is written. */
extern const char *const rule_forms[RULE_KINDS];

/* Says what is wrong with the word, or (NULL) with the end of the line; -1. */
int wrong(struct reader *, const struct word *, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The word as it can be shown to anybody; good for one sentence. */
const char *shown(const struct word *);

/* The next word, or NULL. */
const struct word *peek(const struct reader *);

/* Steps over the next word if it is this one, not in quotes. */
bool take_plain(struct reader *, const char *plain);

/* Each steps over a word that is no keyword; 0, or -1 when it is wrong. */
int take_word(struct reader *, const char *what, const struct word **);
int take_field(struct reader *, struct member_path *);
int take_value(struct reader *, struct value *);

/* Copies, or ends the program. */
char *take_copy(const char *text);

/* Makes room for one more at the end of an array, zeroed. */
void *take_room(void *array, size_t *count, size_t size);

#endif
