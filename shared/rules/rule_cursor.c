/* rule_cursor - a position in the words of a line. */

#include "rule_cursor.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/log.h"

int
rule_cursor_fail(struct rule_cursor *r, const struct rule_word *w,
		 const char *format, ...)
{
	va_list ap;

	*r->column = w ? w->column : r->end[-1].column;
	va_start(ap, format);
	vsnprintf(r->error->text, sizeof r->error->text, format, ap);
	va_end(ap);
	return -1;
}

const char *
rule_cursor_escape(const struct rule_word *w)
{
	static char text[RULE_LEXER_ESCAPED_SIZE];

	log_escape(text, sizeof text, w->at);
	return text;
}

const struct rule_word *
rule_cursor_peek(const struct rule_cursor *r)
{
	return r->next < r->end ? r->next : NULL;
}

bool
rule_cursor_accept(struct rule_cursor *r, const char *keyword)
{
	if (!rule_cursor_peek(r) || !rule_lexer_is(r->next, keyword))
		return false;
	r->next++;
	return true;
}

int
rule_cursor_expect(struct rule_cursor *r, const char *what,
		   const struct rule_word **w)
{
	*w = rule_cursor_peek(r);
	if (!*w)
		return rule_cursor_fail(
		    r, NULL, "%s is missing at the end; the form is %s", what,
		    r->form);
	if (rule_lexer_is_keyword(*w))
		return rule_cursor_fail(
		    r, *w,
		    "%s is missing before %s (a keyword unless in quotes); the "
		    "form is %s",
		    what, rule_cursor_escape(*w), r->form);
	r->next++;
	return 0;
}

int
rule_cursor_field(struct rule_cursor *r, struct field_path *p)
{
	const struct rule_word *w;
	const char *bad;

	if (rule_cursor_expect(r, "a FIELD", &w))
		return -1;
	bad = field_path_parse(p, w->at);
	return bad ? rule_cursor_fail(r, w, "the FIELD \"%s\" %s",
				      rule_cursor_escape(w), bad)
		   : 0;
}

int
rule_cursor_value(struct rule_cursor *r, struct rule_value *v)
{
	const struct rule_word *w;
	struct error why;

	if (rule_cursor_expect(r, "a VALUE", &w))
		return -1;
	return rule_value_parse(v, w, r->groups, &why)
		   ? rule_cursor_fail(r, w, "the VALUE \"%s\" is wrong: %s",
				      rule_cursor_escape(w), why.text)
		   : 0;
}

void *
rule_cursor_grow(void *array, size_t *count, size_t size)
{
	char *longer = array;

	if ((*count & (*count - 1)) == 0)
		longer = reallocarray(array, *count ? *count * 2 : 1, size);
	if (!longer)
		die(EXIT_TEMPORARY, "cannot store a rule:");
	memset(longer + *count * size, 0, size);
	++*count;
	return longer;
}
