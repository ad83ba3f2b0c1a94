/* wcs - what WCS does with the answer to a hook. */

#include "verdict.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "json_value.h"
#include "protocol/methods.h"

/* An answer of more tokens is nobody's; to read it would take for ever. */
#define TOKENS_MAX ((size_t)16 * 1024)

/* The event that tells the browser what became of a hook. */
static const char *
matching_event(const char *name)
{
	const struct method *m = method_named(name);
	const char *event = m ? method_status_event(m) : NULL;

	return event ? event : "ErrorEvent";
}

const char *
wcs_next_name(enum wcs_next next)
{
	return next == WCS_STOPS ? "stops" : "goes on";
}

/* WCS reads what it was told to take something from. */
static bool
has_to_read(const struct wcs_hook *h, const struct wcs_rule *r)
{
	return h->type == CONNECT || r->policy == WCS_OVERWRITE;
}

/* What it says in Accept. */
bool
wcs_reads(const char *type)
{
	size_t len = type ? strcspn(type, "; \t") : 0;

	return (len == 16 && strncasecmp(type, "application/json", 16) == 0) ||
	       (len > 17 && strncasecmp(type, "application/", 12) == 0 &&
		strncasecmp(type + len - 5, "+json", 5) == 0);
}

/* Reads the answer; what WCS would stumble over goes to `why`. */
static void
read_answer(struct wcs_verdict *v, const struct wcs_reply *reply,
	    struct members *answer)
{
	struct scan s = { 0 };

	if (!wcs_reads(reply->type))
		snprintf(v->why, sizeof v->why,
			 "Content-Type is %.100s, WCS reads application/json",
			 reply->type ? reply->type : "missing");
	if (scan(&s, reply->body, reply->len))
		snprintf(v->why, sizeof v->why,
			 "the answer is not one JSON object: byte %zu: %s",
			 s.error_at, s.error);
	else if (s.count > TOKENS_MAX)
		snprintf(v->why, sizeof v->why,
			 "the answer has more than %zu names and values",
			 TOKENS_MAX);
	else
		members_read(answer, &s, token_root(&s));
	scan_free(&s);
}

static void
find_error(struct wcs_verdict *v, const struct wcs_hook *h,
	   const struct wcs_rule *r, const struct wcs_reply *reply,
	   struct members *answer)
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
	v->is_error = v->why[0] && has_to_read(h, r);
}

void
wcs_judge(struct wcs_verdict *v, const struct wcs_hook *h,
	  const struct wcs_rule *r, const struct wcs_reply *reply,
	  struct members *answer)
{
	bool fails;

	*v = (struct wcs_verdict){ .next = WCS_GOES_ON };
	find_error(v, h, r, reply, answer);
	v->takes = !v->is_error && has_to_read(h, r);
	/* What has happened, or arrives, is told to the browser. */
	if (h->type == EVENT || h->type == INCOMING)
		v->event = h->name;
	fails = v->is_error && (h->type == CONNECT || r->fail);
	if (!fails)
		return;
	v->is_failure = true;
	v->event = h->type == EVENT ? "ErrorEvent" : matching_event(h->name);
	v->next = h->type == EVENT ? WCS_GOES_ON : WCS_STOPS;
	if (h->type == INCOMING)
		v->sip = "403 FORBIDDEN";
}

const char *
wcs_fate_name(enum wcs_fate fate)
{
	static const char *const names[] = {
		[WCS_TAKEN] = "taken",
		[WCS_KEPT_CONTEXT] = "not taken: the context never changes",
		[WCS_KEPT_UNLISTED] = "not taken: not in restOverwrite",
		[WCS_KEPT_NOTIFY] = "not taken: restPolicy is not OVERWRITE",
		[WCS_KEPT_ERROR] = "not taken: the answer is an error",
		[WCS_MISSING] = "missing in the answer",
	};

	return names[fate];
}

static enum wcs_fate
fate_of(const char *name, const struct wcs_hook *h, const struct wcs_rule *r,
	const struct wcs_verdict *v)
{
	if (v->is_error)
		return WCS_KEPT_ERROR;
	if (wcs_is_context(name))
		return WCS_KEPT_CONTEXT;
	if (h->type == CONNECT)
		return WCS_TAKEN;
	if (r->policy != WCS_OVERWRITE)
		return WCS_KEPT_NOTIFY;
	return wcs_listed(r->rest_overwrite, name) ? WCS_TAKEN
						   : WCS_KEPT_UNLISTED;
}

static char *
copy(const char *text)
{
	char *c = text ? strdup(text) : NULL;

	if (text && !c)
		die(EXIT_AGAIN, "a change:");
	return c;
}

static struct wcs_change *
add_change(struct wcs_changes *c, const char *name, const char *before,
	   const char *after, enum wcs_fate fate)
{
	c->at = reallocarray(c->at, c->count + 1, sizeof *c->at);
	if (!c->at)
		die(EXIT_AGAIN, "a change:");
	c->at[c->count] =
	    (struct wcs_change){ copy(name), copy(before), copy(after), fate };
	return &c->at[c->count++];
}

void
wcs_take(struct members *used, struct wcs_changes *c, const struct wcs_hook *h,
	 const struct wcs_rule *r, const struct wcs_verdict *v,
	 const struct members *answer)
{
	size_t sent = used->count, i;

	for (i = 0; i < sent; i++)
		if (!members_get(answer, used->at[i].name))
			add_change(c, used->at[i].name, used->at[i].json, NULL,
				   WCS_MISSING);
	for (i = 0; i < answer->count; i++) {
		const struct entry *e = &answer->at[i];
		const char *before = members_get(used, e->name);
		enum wcs_fate fate;

		if (before && jsontext_same(before, e->json))
			continue;
		if (h->type == CONNECT &&
		    strcmp(e->name, "restClientConfig") == 0)
			continue;
		fate = fate_of(e->name, h, r, v);
		add_change(c, e->name, before, e->json, fate);
		if (fate == WCS_TAKEN)
			members_set(used, e->name, e->json);
	}
}

void
wcs_changes_free(struct wcs_changes *c)
{
	size_t i;

	for (i = 0; i < c->count; i++) {
		free(c->at[i].name);
		free(c->at[i].before);
		free(c->at[i].after);
	}
	free(c->at);
	*c = (struct wcs_changes){ 0 };
}

void
wcs_leave_out(struct members *m, const char *list)
{
	size_t i = 0;

	while (i < m->count)
		if (wcs_listed(list, m->at[i].name))
			members_remove(m, m->at[i].name);
		else
			i++;
}
