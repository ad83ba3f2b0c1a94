/* batch - several queries in one request, as the page has each second. */

#include <stdio.h>
#include <string.h>

#include "status/api.h"
#include "status/freshness.h"

/* `query` is what would follow /status/ in a URL. */
static const struct response_cache_entry *
answer_query(struct api *a, const char *query)
{
	timestamp now = timestamp_now();
	const struct response_cache_entry *cached =
	    response_cache_find(&a->response_cache, query, now);
	struct response_cache_entry *entry;
	struct url_query q = { 0 };
	struct buffer uri = { 0 };
	struct api_response r;
	const char *why;

	if (cached)
		return cached;
	entry = response_cache_insert(&a->response_cache, query, now);
	r = (struct api_response){
		.status = 200,
		.body = entry->body,
		.allow_cached = true,
	};
	why = url_query_parse(&q, buffer_join(&uri, "/status/", query, ""));
	if (why)
		api_refuse(&r, 400, "%s", why);
	else
		api_answer_part(a, &q, &r);
	entry->status = r.status;
	entry->body = r.body;
	etag(&entry->body, entry->tag);
	url_query_free(&q);
	buffer_free(&uri);
	return entry;
}

static void
add_answer(struct api_response *r, const struct response_cache_entry *entry,
	   const char *known)
{
	bool is_same =
	    entry->status == 200 && known && strcmp(known, entry->tag) == 0;

	buffer_printf(&r->body, "{\"status\":%d,\"tag\":\"%s\"",
		      is_same ? 304 : entry->status, entry->tag);
	if (!is_same) {
		buffer_str(&r->body, ",\"body\":");
		buffer_add(&r->body, entry->body.at, entry->body.len);
	}
	buffer_str(&r->body, "}");
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	size_t i, count = 0;

	for (i = 0; i < q->count; i++) {
		const struct url_parameter *p = &q->at[i];
		bool tagged =
		    i + 1 < q->count && strcmp(p[1].name, "known") == 0;

		if (strcmp(p->name, "ask") != 0)
			continue;
		buffer_str(&r->body, count++ ? ",\n" : "{\"answers\":[\n");
		add_answer(r, answer_query(a, p->value),
			   tagged ? p[1].value : NULL);
	}
	r->no_etag = true;
	if (count)
		buffer_str(&r->body, "]}\n");
	else
		api_refuse_parameters(r, &batch_resource,
				      "give at least one ask");
}

const struct resource batch_resource = {
	.name = "batch",
	.summary = "several queries in one request",
	.not_in_batch = true,
	.repeatable = true,
	.parameters = {
		{ "ask", "what follows /status/ in a URL, such as calls?limit=50;"
			 " may be repeated" },
		{ "known", "the tag of an earlier response to the ask before:"
			   " 304 if nothing has changed" },
	},
	.answer = answer,
};
