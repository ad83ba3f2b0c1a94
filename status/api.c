/* api - the API of status.fcgi: its resources and their responses. */

#include "api.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "api_zone.h"
#include "base/deadline.h"
#include "base/json_write.h"
#include "base/sql.h"
#include "freshness.h"
#include "report/key_values.h"

static const struct resource *const resources[] = {
	&health_resource,	 &entities_calls,    &entities_connections,
	&entities_registrations, &entities_streams,  &entities_messages,
	&events_resource,	 &refusals_resource, &series_resource,
	&traffic_resource,	 &rules_resource,    &rules_limits_resource,
	&cdr_csv_resource,	 &batch_resource,    &changes_resource,
};

/* How long counts are used; microseconds. */
#define COUNTS_MAX_AGE INT64_C(500000)

enum { RESOURCE_COUNT = sizeof resources / sizeof(const struct resource *) };

static void
begin_refusal(struct api_response *r, int status, const char *reason)
{
	r->status = status;
	r->type = "application/json";
	r->filename = NULL;
	r->cursor[0] = '\0';
	r->body.len = 0;
	buffer_printf(&r->body, "{\"status\":%d,\"reason\":", status);
	json_write_string(&r->body, reason, strlen(reason));
}

void
api_refuse(struct api_response *r, int status, const char *format, ...)
{
	char reason[600];
	va_list ap;

	va_start(ap, format);
	vsnprintf(reason, sizeof reason, format, ap);
	va_end(ap);
	begin_refusal(r, status, reason);
	buffer_str(&r->body, "}\n");
}

/* Adds an object of the names and descriptions of the parameters. */
static void
add_parameters(struct api_response *r, const struct resource *resource)
{
	const struct api_parameter *a;

	buffer_str(&r->body, "{");
	for (a = resource->parameters; a->name; a++) {
		buffer_str(&r->body, a == resource->parameters ? "" : ",");
		json_write_string(&r->body, a->name, strlen(a->name));
		buffer_str(&r->body, ":");
		json_write_string(&r->body, a->description,
				  strlen(a->description));
	}
	buffer_str(&r->body, "}");
}

void
api_refuse_parameters(struct api_response *r, const struct resource *resource,
		      const char *reason)
{
	begin_refusal(r, 400, reason);
	buffer_str(&r->body, ",\"accepted\":");
	add_parameters(r, resource);
	buffer_str(&r->body, "}\n");
}

void
api_refuse_value(struct api_response *r, const struct resource *resource,
		 const struct url_query *q, const char *name)
{
	const struct api_parameter *a = resource->parameters;
	char reason[400];

	while (strcmp(a->name, name) != 0)
		a++;
	snprintf(reason, sizeof reason, "%s is \"%.100s\"; it may be %s", name,
		 url_query_value(q, name), a->description);
	api_refuse_parameters(r, resource, reason);
}

/* Can a path begin after this character? */
static bool
is_separator(char c)
{
	return c && strchr(" \t\n\"'`(,:=", c);
}

/* Leaves the last part of each absolute path. */
static void
hide_absolute(char *text)
{
	char *at = text, *last;
	size_t len;

	while ((at = strchr(at, '/'))) {
		len = strcspn(at, " \t\n\"'`(),\\");
		if (len == 1 || (at > text && !is_separator(at[-1]))) {
			at++;
			continue;
		}
		last = memrchr(at, '/', len);
		memmove(at, last + 1, strlen(last + 1) + 1);
	}
}

void
api_hide_paths(const struct api *a, char *text)
{
	const char *const paths[] = {
		a->conf.file.path,
		a->conf.usable ? a->conf.current.rules_file : NULL,
		a->conf.usable ? a->conf.current.state_dir : NULL,
		a->conf.usable ? a->conf.current.secret_file : NULL,
		a->conf.usable ? a->conf.current.passwd_file : NULL,
	};
	size_t i;

	for (i = 0; i < sizeof paths / sizeof *paths; i++) {
		const char *slash = paths[i] ? strrchr(paths[i], '/') : NULL;
		size_t len = slash ? (size_t)(slash - paths[i]) + 1 : 0;
		char *at = text;

		/* A path in the root directory has nothing to hide. */
		while (len > 1 && (at = memmem(at, strlen(at), paths[i], len)))
			memmove(at, at + len, strlen(at + len) + 1);
	}
	hide_absolute(text);
}

void
api_refuse_index(struct api_response *r, const struct api *a)
{
	char why[512];

	if (!a->conf.usable)
		snprintf(why, sizeof why, "%s", a->conf.error.text);
	else if (!a->index)
		snprintf(why, sizeof why, "%s", a->error);
	else if (index_meta_mark_corrupt(a->index) ||
		 index_meta_is_corrupt(a->index))
		snprintf(why, sizeof why,
			 "the index is being rebuilt: ask again");
	else
		snprintf(why, sizeof why, "cannot read the index: %s",
			 sql_error(index_sql(a->index)));
	api_hide_paths(a, why);
	api_refuse(r, 503, "%s", why);
}

/* Answers with the list of resources. */
static void
list_all(struct api_response *r)
{
	size_t i;

	buffer_str(&r->body, "{\"resources\":[");
	for (i = 0; i < RESOURCE_COUNT; i++) {
		buffer_printf(&r->body,
			      "%s{\"path\":\"/status/%s\",\"summary\":",
			      i ? "," : "", resources[i]->name);
		json_write_string(&r->body, resources[i]->summary,
				  strlen(resources[i]->summary));
		buffer_str(&r->body, ",\"accepted\":");
		add_parameters(r, resources[i]);
		buffer_str(&r->body, "}");
	}
	buffer_str(&r->body, "]}\n");
}

static void
refuse_unknown(struct api_response *r, const struct url_query *q)
{
	char reason[600];
	size_t i, n;

	n = (size_t)snprintf(reason, sizeof reason,
			     "there is no \"%.100s%s%.100s\"; there are",
			     q->name, q->id ? "/" : "", q->id ? q->id : "");
	for (i = 0; i < RESOURCE_COUNT; i++)
		n += (size_t)snprintf(reason + n, sizeof reason - n, " %s",
				      resources[i]->name);
	api_refuse(r, 404, "%s", reason);
}

/* Refuses unknown and repeated parameters; returns false then. */
static bool
check_parameters(struct api_response *r, const struct resource *resource,
		 const struct url_query *q)
{
	size_t i;

	for (i = 0; i < q->count; i++) {
		const char *name = q->at[i].name;
		const struct api_parameter *a = resource->parameters;
		char reason[300];

		while (a->name && strcmp(a->name, name) != 0)
			a++;
		if (a->name && (resource->repeatable ||
				url_query_value(q, name) == q->at[i].value))
			continue;
		snprintf(reason, sizeof reason,
			 a->name ? "the parameter %.100s is given twice"
				 : "there is no parameter \"%.100s\"",
			 name);
		api_refuse_parameters(r, resource, reason);
		return false;
	}
	return true;
}

const struct summary_counts *
api_counts(struct api *a)
{
	timestamp now = timestamp_now(), age = now - a->counted_at;

	if (a->counted_at && age >= 0 && age < COUNTS_MAX_AGE)
		return &a->counts;
	a->counted_at = 0;
	if (summary_counts_read(&a->counts, a->index))
		return NULL;
	a->counted_at = now;
	return &a->counts;
}

void
api_refuse_lagging(struct api_response *r, const struct api *a)
{
	struct error holder = a->holder;

	api_hide_paths(a, holder.text);
	api_refuse(r, 503, "the index is behind the journal%s%s: ask again",
		   holder.text[0] ? ", because " : "", holder.text);
}

static const struct resource *
find_resource(const char *name)
{
	size_t i;

	if (strcmp(name, prometheus_resource.name) == 0)
		return &prometheus_resource;
	for (i = 0; i < RESOURCE_COUNT; i++)
		if (strcmp(resources[i]->name, name) == 0)
			return resources[i];
	return NULL;
}

static void
answer_resource(struct api *a, const struct resource *resource,
		const struct url_query *q, struct api_response *r)
{
	if (!resource || (q->id && !resource->takes_id)) {
		refuse_unknown(r, q);
	} else if (check_parameters(r, resource, q)) {
		/* Before the first hook there is no index, and that is fine. */
		if (resource->wants_index && !a->index &&
		    (!a->conf.usable || a->error[0]))
			api_refuse_index(r, a);
		else if (resource->wants_current && !freshness_update_all(a))
			api_refuse_lagging(r, a);
		else if (api_zone_enter(a, resource, q, r))
			resource->answer(a, q, r);
		api_zone_leave();
	}
}

void
api_answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	if (!q->name[0] && !q->id) {
		list_all(r);
		return;
	}
	/* A database that was locked is not waited for again. */
	deadline_set(a->is_locked ? 0 : DEADLINE_MS);
	freshness_update(a);
	answer_resource(a, find_resource(q->name), q, r);
	a->is_locked = deadline_has_passed();
}

void
api_answer_part(struct api *a, const struct url_query *q,
		struct api_response *r)
{
	const struct resource *resource = find_resource(q->name);

	if (resource && resource->not_in_batch)
		api_refuse(r, 400, "%s cannot be part of a batch",
			   resource->name);
	else
		answer_resource(a, resource, q, r);
}
