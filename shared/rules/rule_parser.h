/* rule_parser - parses the words of a line into a rule (forms: rule.h). */
#ifndef ECHOAPP_RULE_PARSER_H
#define ECHOAPP_RULE_PARSER_H

#include "base/error.h"
#include "rule.h"
#include "rule_lexer.h"

/*
 * Parses one word or more.  Neither looks up the hook nor reads the files that
 * the rule names.  Returns 0, or -1 with the error and its *column; then the
 * rule is zeroed.  rule_free() frees the rule; its file and line are the
 * caller's to set.
 */
int rule_parser_parse(struct rule *, const struct rule_words *, struct error *,
		      unsigned *column);

#endif
