/* summary_deliveries - what is wrong with deliveries, as sentences. */

#include "summary_deliveries.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "delivery_list.h"

/* Appends as much as fits. */
static void __attribute__((format(printf, 2, 3)))
append(struct error *e, const char *format, ...)
{
	const size_t len = strlen(e->text);
	va_list ap;

	va_start(ap, format);
	vsnprintf(e->text + len, sizeof e->text - len, format, ap);
	va_end(ap);
}

static bool
describe_trouble(struct error *e, const struct delivery_list *l)
{
	size_t i;

	e->text[0] = '\0';
	for (i = 0; i < l->count; i++) {
		const struct delivery_state *s = &l->at[i];
		const char *why = s->error.text[0] ? s->error.text
				  : s->in_trouble  ? s->note.error
						   : NULL;

		if (why)
			append(e, "%s %s: %s",
			       e->text[0] ? "; " : "nothing is delivered to",
			       s->to->name, why);
	}
	return e->text[0] != '\0';
}

static bool
describe_dead(struct error *e, const struct delivery_list *l)
{
	size_t i;

	e->text[0] = '\0';
	for (i = 0; i < l->count; i++)
		if (l->at[i].dead)
			append(e, "%s%s has %zu dead letters",
			       e->text[0] ? ", " : "", l->at[i].to->name,
			       l->at[i].dead);
	if (e->text[0])
		append(e, ": look with echoappctl deliveries");
	return e->text[0] != '\0';
}

size_t
summary_deliveries(struct error problems[SUMMARY_DELIVERIES_MAX],
		   struct index *ix, const struct conf *c)
{
	struct delivery_list l;
	size_t n = 0;

	if (!c->deliver_file)
		return 0;
	delivery_list_read(&l, ix, c);
	if (l.error.text[0])
		error_set(&problems[n++],
			  "%s has an error, and the version before is in force "
			  "if echoapp-deliver runs: %s",
			  c->deliver_file, l.error.text);
	else if (!l.is_running && l.count)
		error_set(&problems[n++],
			  "echoapp-deliver is not running, and what waits is "
			  "not delivered");
	if (describe_trouble(&problems[n], &l))
		n++;
	if (describe_dead(&problems[n], &l))
		n++;
	delivery_list_free(&l);
	return n;
}
