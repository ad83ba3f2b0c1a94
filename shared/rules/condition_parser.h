/* condition_parser - parses the words of a COND. */
#ifndef ECHOAPP_CONDITION_PARSER_H
#define ECHOAPP_CONDITION_PARSER_H

#include "condition.h"
#include "rule_cursor.h"

/* 0; or -1: condition_free() frees what there is. */
int condition_parser_parse(struct condition *, struct rule_cursor *);

/* Is the word, without quotes, the first of a test? */
bool condition_parser_is_test(const char *word);

#endif
