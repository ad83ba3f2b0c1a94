/* api - what can be asked for, and how it is refused. */

#include "api.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "base/sql.h"
#include "freshness.h"
#include "report/key_values.h"

static const struct resource *const resources[] = {
	&health, &calls,    &connections, &registrations, &streams, &messages,
	&events, &refusals, &series,	  &cdr,		  &several,
};

/* Microseconds. */
#define COUNT_AGAIN INT64_C(500000)

enum { RESOURCES = sizeof resources / sizeof(const struct resource *) };

static void
begin_refusal(struct report *r, int status, const char *reason)
{
	r->status = status;
	r->type = "application/json";
	r->file = NULL;
	r->body.len = 0;
	buffer_printf(&r->body, "{\"status\":%d,\"reason\":", status);
	json_add_string(&r->body, reason, strlen(reason));
}

void
report_refuse(struct report *r, int status, const char *format, ...)
{
	char reason[600];
	va_list ap;

	va_start(ap, format);
	vsnprintf(reason, sizeof reason, format, ap);
	va_end(ap);
	begin_refusal(r, status, reason);
	buffer_str(&r->body, "}\n");
}

/* The parameters that there are, as an object of names and words. */
static void
add_accepted(struct report *r, const struct resource *of)
{
	const struct accepted *a;

	buffer_str(&r->body, "{");
	for (a = of->accepted; a->name; a++) {
		buffer_str(&r->body, a == of->accepted ? "" : ",");
		json_add_string(&r->body, a->name, strlen(a->name));
		buffer_str(&r->body, ":");
		json_add_string(&r->body, a->values, strlen(a->values));
	}
	buffer_str(&r->body, "}");
}

void
report_refuse_all(struct report *r, const struct resource *of,
		  const char *reason)
{
	begin_refusal(r, 400, reason);
	buffer_str(&r->body, ",\"accepted\":");
	add_accepted(r, of);
	buffer_str(&r->body, "}\n");
}

void
report_misused(struct report *r, const struct resource *of,
	       const struct inquiry *q, const char *name)
{
	const struct accepted *a = of->accepted;
	char reason[400];

	while (strcmp(a->name, name) != 0)
		a++;
	snprintf(reason, sizeof reason, "%s is \"%.100s\"; it may be %s", name,
		 inquiry_value(q, name), a->values);
	report_refuse_all(r, of, reason);
}

/* May a path begin behind this? */
static bool
parts_words(char c)
{
	return c && strchr(" \t\n\"'`(,:=", c);
}

/* Leaves the last part of each path that begins at the root. */
static void
hide_absolute(char *text)
{
	char *at = text, *last;
	size_t len;

	while ((at = strchr(at, '/'))) {
		len = strcspn(at, " \t\n\"'`(),\\");
		if (len == 1 || (at > text && !parts_words(at[-1]))) {
			at++;
			continue;
		}
		last = memrchr(at, '/', len);
		memmove(at, last + 1, strlen(last + 1) + 1);
	}
}

void
report_hide_paths(const struct api *a, char *text)
{
	const char *const paths[] = {
		a->conf.file.path,
		a->conf.good ? a->conf.now.rules : NULL,
		a->conf.good ? a->conf.now.state_dir : NULL,
		a->conf.good ? a->conf.now.secret_file : NULL,
		a->conf.good ? a->conf.now.passwd_file : NULL,
	};
	size_t i;

	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		const char *slash = paths[i] ? strrchr(paths[i], '/') : NULL;
		size_t len = slash ? (size_t)(slash - paths[i]) + 1 : 0;
		char *at = text;

		/* What begins at the root has nothing in front. */
		while (len > 1 && (at = memmem(at, strlen(at), paths[i], len)))
			memmove(at, at + len, strlen(at + len) + 1);
	}
	hide_absolute(text);
}

void
report_failed(struct report *r, const struct api *a)
{
	char why[512];

	if (!a->conf.good)
		snprintf(why, sizeof why, "%s", a->conf.error);
	else if (!a->index)
		snprintf(why, sizeof why, "%s", a->trouble);
	else if (index_distrust(a->index) || index_is_distrusted(a->index))
		snprintf(why, sizeof why,
			 "the index is being made anew; ask again");
	else
		snprintf(why, sizeof why, "cannot ask the index: %s",
			 sql_error(index_sql(a->index)));
	report_hide_paths(a, why);
	report_refuse(r, 503, "%s", why);
}

/* Everything that can be asked for. */
static void
list_all(struct report *r)
{
	size_t i;

	buffer_str(&r->body, "{\"resources\":[");
	for (i = 0; i < RESOURCES; i++) {
		buffer_printf(&r->body,
			      "%s{\"path\":\"/status/%s\",\"summary\":",
			      i ? "," : "", resources[i]->name);
		json_add_string(&r->body, resources[i]->summary,
				strlen(resources[i]->summary));
		buffer_str(&r->body, ",\"accepted\":");
		add_accepted(r, resources[i]);
		buffer_str(&r->body, "}");
	}
	buffer_str(&r->body, "]}\n");
}

static void
refuse_unknown(struct report *r, const struct inquiry *q)
{
	char reason[500];
	size_t i, n;

	n = (size_t)snprintf(reason, sizeof reason,
			     "there is no \"%.100s%s%.100s\"; there are",
			     q->name, q->id ? "/" : "", q->id ? q->id : "");
	for (i = 0; i < RESOURCES; i++)
		n += (size_t)snprintf(reason + n, sizeof reason - n, " %s",
				      resources[i]->name);
	report_refuse(r, 404, "%s", reason);
}

/* Says of a parameter that nobody knows which there are. */
static bool
knows_parameters(struct report *r, const struct resource *of,
		 const struct inquiry *q)
{
	size_t i;

	for (i = 0; i < q->count; i++) {
		const char *name = q->at[i].name;
		const struct accepted *a = of->accepted;
		char reason[300];

		while (a->name && strcmp(a->name, name) != 0)
			a++;
		if (a->name &&
		    (of->repeats || inquiry_value(q, name) == q->at[i].value))
			continue;
		snprintf(reason, sizeof reason,
			 a->name ? "the parameter %.100s is there twice"
				 : "there is no parameter \"%.100s\"",
			 name);
		report_refuse_all(r, of, reason);
		return false;
	}
	return true;
}

const struct counts *
api_counts(struct api *a)
{
	moment now = fresh_now(), age = now - a->counted;

	if (a->counted && age >= 0 && age < COUNT_AGAIN)
		return &a->counts;
	a->counted = 0;
	if (counts_read(&a->counts, index_sql(a->index)))
		return NULL;
	a->counted = now;
	return &a->counts;
}

static const struct resource *
find(const char *name)
{
	size_t i;

	if (strcmp(name, metrics.name) == 0)
		return &metrics;
	for (i = 0; i < RESOURCES; i++)
		if (strcmp(resources[i]->name, name) == 0)
			return resources[i];
	return NULL;
}

static void
answer_of(struct api *a, const struct resource *of, const struct inquiry *q,
	  struct report *r)
{
	if (!of || (q->id && !of->takes_id)) {
		refuse_unknown(r, q);
	} else if (knows_parameters(r, of, q)) {
		/* Before the first hook there is none, and that is fine. */
		if (of->wants_index && !a->index &&
		    (!a->conf.good || a->trouble[0]))
			report_failed(r, a);
		else if (of->wants_all && !fresh_all(a))
			report_refuse(r, 503,
				      "the index lags behind the journal;"
				      " ask again");
		else
			of->answer(a, q, r);
	}
}

void
api_answer(struct api *a, const struct inquiry *q, struct report *r)
{
	if (!q->name[0] && !q->id) {
		list_all(r);
		return;
	}
	fresh(a);
	answer_of(a, find(q->name), q, r);
}

void
api_answer_part(struct api *a, const struct inquiry *q, struct report *r)
{
	const struct resource *of = find(q->name);

	if (of && of->alone)
		report_refuse(r, 400, "%s is asked for alone", of->name);
	else
		answer_of(a, of, q, r);
}
