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

const char *const rule_forms[RULE_KINDS] = {
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
wrong(struct reader *r, const struct word *w, const char *format, ...)
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
shown(const struct word *w)
{
	static char text[128];

	log_escape(text, sizeof text, w->at);
	return text;
}

const struct word *
peek(const struct reader *r)
{
	return r->next < r->end ? r->next : NULL;
}

bool
take_plain(struct reader *r, const char *plain)
{
	if (!peek(r) || !word_is(r->next, plain))
		return false;
	r->next++;
	return true;
}

int
take_word(struct reader *r, const char *what, const struct word **w)
{
	*w = peek(r);
	if (!*w)
		return wrong(r, NULL,
			     "%s is missing at the end; the form is "
			     "%s",
			     what, rule_forms[r->rule->kind]);
	if (word_is_keyword(*w))
		return wrong(r, *w,
			     "%s is missing before %s (which would be in "
			     "quotes if it were one); the form is %s",
			     what, shown(*w), rule_forms[r->rule->kind]);
	r->next++;
	return 0;
}

int
take_field(struct reader *r, struct member_path *m)
{
	const struct word *w;
	const char *bad;

	if (take_word(r, "a FIELD", &w))
		return -1;
	bad = member_parse(m, w->at);
	return bad ? wrong(r, w, "the FIELD \"%s\" %s", shown(w), bad) : 0;
}

int
take_value(struct reader *r, struct value *v)
{
	const struct word *w;
	char why[256];

	if (take_word(r, "a VALUE", &w))
		return -1;
	return value_parse(v, w, r->groups, why, sizeof why)
		   ? wrong(r, w, "the VALUE \"%s\" is wrong: %s", shown(w), why)
		   : 0;
}

char *
take_copy(const char *text)
{
	char *s = strdup(text);

	if (!s)
		die(EXIT_AGAIN, "a rule:");
	return s;
}

void *
take_room(void *array, size_t *count, size_t size)
{
	char *more = array;

	/* Its room is the next power of two. */
	if ((*count & (*count - 1)) == 0)
		more = reallocarray(array, *count ? *count * 2 : 1, size);
	if (!more)
		die(EXIT_AGAIN, "a rule:");
	memset(more + *count * size, 0, size);
	++*count;
	return more;
}
