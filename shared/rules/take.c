/* take - steps through the words of a rule; for grammar.c. */

#include "take.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/log.h"

#define CONDITIONS "[if COND {and COND}]"
#define REASON "[reason \"TEXT\"]"

const char *const rule_parser_forms[RULE_KINDS] = {
	[RULE_DENY] = "deny HOOK " CONDITIONS " " REASON,
	[RULE_ALLOW] = "allow HOOK " CONDITIONS,
	[RULE_SET] = "set HOOK FIELD VALUE {FIELD VALUE} " CONDITIONS,
	[RULE_LIMIT] =
	    "limit HOOK N active|per WINDOW by FIELD " CONDITIONS " " REASON,
	[RULE_HIDE] = "hide HOOK FIELD {FIELD}",
	[RULE_SKIP] = "skip HOOK FIELD {FIELD}",
	[RULE_MUTE] = "mute HOOK",
};

int
rule_parser_fail(struct rule_parser *r, const struct rule_word *w,
		 const char *format, ...)
{
	va_list ap;

	if (w)
		*r->column = w->column;
	else
		*r->column = r->end[-1].column;
	va_start(ap, format);
	vsnprintf(r->error, r->size, format, ap);
	va_end(ap);
	return -1;
}

const char *
rule_parser_escape(const struct rule_word *w)
{
	static char text[128];

	log_escape(text, sizeof text, w->at);
	return text;
}

const struct rule_word *
rule_parser_peek(const struct rule_parser *r)
{
	return r->next < r->end ? r->next : NULL;
}

bool
rule_parser_accept(struct rule_parser *r, const char *plain)
{
	if (!rule_parser_peek(r) || !rule_lexer_is(r->next, plain))
		return false;
	r->next++;
	return true;
}

int
rule_parser_word(struct rule_parser *r, const char *what,
		 const struct rule_word **w)
{
	*w = rule_parser_peek(r);
	if (!*w)
		return rule_parser_fail(r, NULL,
					"%s is missing at the end; the form is "
					"%s",
					what, rule_parser_forms[r->rule->kind]);
	if (rule_lexer_is_keyword(*w))
		return rule_parser_fail(
		    r, *w,
		    "%s is missing before %s (which would be in "
		    "quotes if it were one); the form is %s",
		    what, rule_parser_escape(*w),
		    rule_parser_forms[r->rule->kind]);
	r->next++;
	return 0;
}

int
rule_parser_field(struct rule_parser *r, struct field_path *m)
{
	const struct rule_word *w;
	const char *bad;

	if (rule_parser_word(r, "a FIELD", &w))
		return -1;
	bad = field_path_parse(m, w->at);
	return bad ? rule_parser_fail(r, w, "the FIELD \"%s\" %s",
				      rule_parser_escape(w), bad)
		   : 0;
}

int
rule_parser_value(struct rule_parser *r, struct rule_value *v)
{
	const struct rule_word *w;
	char why[256];

	if (rule_parser_word(r, "a VALUE", &w))
		return -1;
	return rule_value_parse(v, w, r->groups, why, sizeof why)
		   ? rule_parser_fail(r, w, "the VALUE \"%s\" is wrong: %s",
				      rule_parser_escape(w), why)
		   : 0;
}

char *
rule_parser_strdup(const char *text)
{
	char *s = strdup(text);

	if (!s)
		die(EXIT_TEMPORARY, "a rule:");
	return s;
}

void *
rule_parser_grow(void *array, size_t *count, size_t size)
{
	char *more = array;

	/* Its room is the next power of two. */
	if ((*count & (*count - 1)) == 0)
		more = reallocarray(array, *count ? *count * 2 : 1, size);
	if (!more)
		die(EXIT_TEMPORARY, "a rule:");
	memset(more + *count * size, 0, size);
	++*count;
	return more;
}
