/* grammar - the words of a line become a rule; see rule.h for the forms. */
#ifndef ECHOAPP_GRAMMAR_H
#define ECHOAPP_GRAMMAR_H

#include <stddef.h>

#include "rule.h"
#include "rule_lexer.h"

/*
 * Reads no other file, and knows no hook from another.  `words` has one at
 * least.  Returns 0, or -1 with words about what is wrong in `error`, and
 * where in *column; then the rule holds nothing.
 */
int rule_parser_parse(struct rule *, const struct rule_words *, char *error,
		      size_t size, unsigned *column);

#endif
