/* verdict - what WCS does with the answer to a hook. */

#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/comma_list.h"
#include "base/die.h"
#include "base/media_type.h"
#include "base/str.h"
#include "json_value.h"
#include "protocol/methods.h"

/* A longer answer is not read, because members are found by linear search. */
#define TOKENS_MAX ((size_t)16 * 1024)

/* The event that reports to the browser what became of a hook. */
static const char *
matching_event(const char *name)
{
	const struct method *m = methods_find(name);
	const char *event = m ? methods_status_event(m) : NULL;

	return event ? event : "ErrorEvent";
}

const char *
verdict_next_name(enum verdict_next next)
{
	return next == NEXT_STOP ? "stops" : "goes on";
}

/* Does WCS stop at this error, although it goes on after other events? */
static bool
stops_event(const struct wcs_hook *h, const struct wcs_reply *reply)
{
	const struct method *m = methods_find(h->name);

	return m && m->stops_on_403 && reply->status == 403;
}

/* WCS reads an answer only to take something from it. */
static bool
must_read(const struct wcs_hook *h, const struct rest_rule *r)
{
	return h->type == HOOK_CONNECT || r->policy == REST_POLICY_OVERWRITE;
}

/* Reads the answer; `why` gets what WCS could not read. */
static void
read_answer(struct verdict *v, const struct wcs_reply *reply,
	    struct json_members *answer)
{
	struct json_scan s = { 0 };

	if (!media_type_is_json(reply->type))
		snprintf(v->why, sizeof v->why,
			 "Content-Type is %.100s, WCS reads application/json",
			 reply->type ? reply->type : "missing");
	if (json_scan(&s, reply->body, reply->len))
		snprintf(v->why, sizeof v->why,
			 "the answer is not one JSON object: byte %zu: %s",
			 s.error_at, s.error);
	else if (s.count > TOKENS_MAX)
		snprintf(v->why, sizeof v->why,
			 "the answer has more than %zu names and values",
			 TOKENS_MAX);
	else
		json_members_read(answer, &s, json_token_root(&s));
	json_scan_free(&s);
}

static void
find_error(struct verdict *v, const struct wcs_hook *h,
	   const struct rest_rule *r, const struct wcs_reply *reply,
	   struct json_members *answer)
{
	if (reply->status == 0) {
		v->is_error = true;
		snprintf(v->why, sizeof v->why, "no answer: %s",
			 reply->error ? reply->error : "unknown");
		return;
	}
	if (reply->status != 200) {
		v->is_error = true;
		snprintf(v->why, sizeof v->why, "status %ld", reply->status);
		return;
	}
	read_answer(v, reply, answer);
	v->is_error = v->why[0] && must_read(h, r);
}

void
verdict_judge(struct verdict *v, const struct wcs_hook *h,
	      const struct rest_rule *r, const struct wcs_reply *reply,
	      struct json_members *answer)
{
	bool stops;

	*v = (struct verdict){ .next = NEXT_CONTINUE };
	find_error(v, h, r, reply, answer);
	v->applies_answer = !v->is_error && must_read(h, r);
	/* The browser gets events, and what arrives from SIP. */
	if (h->type == HOOK_EVENT || h->type == HOOK_INCOMING)
		v->event = h->name;
	if (!v->is_error || (h->type != HOOK_CONNECT && !r->fail))
		return;
	v->is_failure = true;
	stops = h->type != HOOK_EVENT || stops_event(h, reply);
	v->event = stops ? matching_event(h->name) : "ErrorEvent";
	v->next = stops ? NEXT_STOP : NEXT_CONTINUE;
	if (h->type == HOOK_INCOMING)
		v->sip = "403 FORBIDDEN";
}

const char *
verdict_fate_name(enum verdict_fate fate)
{
	static const char *const names[] = {
		[FATE_TAKEN] = "taken",
		[FATE_KEPT_CONTEXT] = "not taken: the context never changes",
		[FATE_KEPT_UNLISTED] = "not taken: not in restOverwrite",
		[FATE_KEPT_NOTIFY] = "not taken: restPolicy is not OVERWRITE",
		[FATE_KEPT_ERROR] = "not taken: the answer is an error",
		[FATE_MISSING] = "missing in the answer",
	};

	return names[fate];
}

static enum verdict_fate
fate_of(const char *name, const struct wcs_hook *h, const struct rest_rule *r,
	const struct verdict *v)
{
	if (v->is_error)
		return FATE_KEPT_ERROR;
	if (rest_policy_is_context(name))
		return FATE_KEPT_CONTEXT;
	if (h->type == HOOK_CONNECT)
		return FATE_TAKEN;
	if (r->policy != REST_POLICY_OVERWRITE)
		return FATE_KEPT_NOTIFY;
	return comma_list_has(r->rest_overwrite, name) ? FATE_TAKEN
						       : FATE_KEPT_UNLISTED;
}

static void
add_change(struct verdict_changes *c, const char *name, const char *before,
	   const char *after, enum verdict_fate fate)
{
	c->at = reallocarray(c->at, c->count + 1, sizeof *c->at);
	if (!c->at)
		die(EXIT_TEMPORARY, "cannot store a change:");
	c->at[c->count++] =
	    (struct verdict_change){ str_dup(name), str_dup(before),
				     str_dup(after), fate };
}

void
verdict_apply(struct json_members *used, struct verdict_changes *c,
	      const struct wcs_hook *h, const struct rest_rule *r,
	      const struct verdict *v, const struct json_members *answer)
{
	size_t sent = used->count, i;

	for (i = 0; i < sent; i++)
		if (!json_members_get(answer, used->at[i].name))
			add_change(c, used->at[i].name, used->at[i].json, NULL,
				   FATE_MISSING);
	for (i = 0; i < answer->count; i++) {
		const struct json_member *e = &answer->at[i];
		const char *before = json_members_get(used, e->name);
		enum verdict_fate fate;

		if (before && json_value_equal(before, e->json))
			continue;
		if (h->type == HOOK_CONNECT &&
		    strcmp(e->name, "restClientConfig") == 0)
			continue;
		fate = fate_of(e->name, h, r, v);
		add_change(c, e->name, before, e->json, fate);
		if (fate == FATE_TAKEN)
			json_members_set(used, e->name, e->json);
	}
}

void
verdict_changes_free(struct verdict_changes *c)
{
	size_t i;

	for (i = 0; i < c->count; i++) {
		free(c->at[i].name);
		free(c->at[i].before);
		free(c->at[i].after);
	}
	free(c->at);
	*c = (struct verdict_changes){ 0 };
}

void
verdict_exclude(struct json_members *m, const char *list)
{
	size_t i = 0;

	while (i < m->count)
		if (comma_list_has(list, m->at[i].name))
			json_members_remove(m, m->at[i].name);
		else
			i++;
}
