/* probe - sends every known hook in every spelling. */

#include "probe.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/die.h"
#include "protocol/methods.h"

/* After so many requests without a response in a row, the probe gives up. */
#define FAILURES_MAX 3

/* Values that JSON libraries of some languages change. */
static const char careful[] =
    "\"big\":9007199254740993,\"long\":9223372036854775807,"
    "\"price\":1.50,\"small\":-2.5e-3,\"text\":\"\\u00e9\\ud83d\\ude00 \\/ "
    "\\\\ \\\" \\t <&>' \xc3\xa9\xf0\x9f\x98\x80\",\"digits\":\"0123\","
    "\"nothing\":null,\"no\":false,\"empty\":{},\"none\":[],\"blank\":\"\","
    "\"deep\":{\"list\":[1,{\"0\":[]},\"2\"]}";

static const char extreme[] =
    "\"beyond\":18446744073709551617,"
    "\"digits30\":123456789012345678901234567890,"
    "\"precise\":0.1000000000000000055511151231257827,\"huge\":1e400,"
    "\"tiny\":1e-400";

static bool
is_secret(const char *name)
{
	return strncmp(name, "sip", 3) == 0 || strcmp(name, "authToken") == 0 ||
	       strcmp(name, "token") == 0;
}

/* Members that are not sent, because they would be secrets or take effect. */
static bool
is_left_out(const struct field *f)
{
	return !f->required &&
	       (is_secret(f->name) || strcmp(f->name, "status") == 0 ||
		strcmp(f->name, "custom") == 0 || strcmp(f->name, "sdp") == 0 ||
		strcmp(f->name, "info") == 0);
}

static void
add_field(struct json_members *m, const struct field *f,
	  const struct probe_body *how)
{
	size_t len = strlen(f->name);

	if (is_left_out(f) || json_members_get(m, f->name))
		return;
	if (f->kinds & JSON_BOOLEAN)
		json_members_set(m, f->name, "false");
	else if (f->kinds & JSON_NUMBER)
		json_members_set(m, f->name, "1");
	else if (f->kinds & JSON_OBJECT)
		json_members_set(m, f->name, "{}");
	else if (f->kinds & JSON_ARRAY)
		json_members_set(m, f->name, "[\"WebRTC\"]");
	else if (len > 1 && strcmp(f->name + len - 2, "Id") == 0)
		json_members_set_text(m, f->name, how->session);
	else
		json_members_set_text(m, f->name, how->app);
}

static void
add_fields(struct json_members *m, const struct field *f,
	   const struct probe_body *how)
{
	const struct field *end = f + FIELDS_MAX;

	for (; f < end && f->name; f++)
		add_field(m, f, how);
}

static void
add_custom(struct json_members *m, const char *name,
	   const struct probe_body *how)
{
	struct buffer b = { 0 };

	buffer_printf(&b, "{\"doctor\":\"%s\",%s}", name,
		      how->is_extreme ? extreme : careful);
	buffer_add(&b, "", 1);
	json_members_set(m, json_members_get(m, "custom") ? "doctor" : "custom",
			 b.at);
	buffer_free(&b);
}

/* Like an SDP: lines of moderate length, some bytes escaped. */
static void
add_sdp(struct json_members *m, size_t len)
{
	static const char line[] = "a=candidate:1 1 udp 2130706431 \\r\\n";
	struct buffer b = { 0 };

	buffer_str(&b, "\"");
	while (b.len < len)
		buffer_str(&b, line);
	buffer_add(&b, "\"", 2);
	json_members_set(m, "sdp", b.at);
	buffer_free(&b);
}

void
probe_body(struct buffer *out, const struct method *handler, const char *name,
	   const struct probe_body *how)
{
	struct json_members m = { 0 };

	json_members_set_text(&m, "nodeId", how->app);
	json_members_set_text(&m, "appKey", how->app);
	json_members_set_text(&m, "sessionId", how->session);
	if (handler) {
		add_fields(&m, handler->fields, how);
		if (handler->about)
			add_fields(&m, handler->about->fields, how);
		if (json_members_get(&m, "status"))
			json_members_set_text(&m, "status",
					      handler->about ==
						      &connection_entity
						  ? "DISCONNECTED"
						  : "FAILED");
	}
	if (how->sdp_len)
		add_sdp(&m, how->sdp_len);
	if (how->set)
		json_members_merge(&m, how->set);
	add_custom(&m, name, how);
	json_members_write(out, &m);
	json_members_free(&m);
}

static void
plan_name(struct probe *s, const struct method *m, const char *name,
	  int (*first)(int), enum probe_spelling spelling)
{
	struct probe_request *a;
	size_t i;

	s->at = reallocarray(s->at, s->planned + 1, sizeof *s->at);
	if (!s->at)
		die(EXIT_TEMPORARY, "the hooks to send:");
	a = &s->at[s->planned];
	*a = (struct probe_request){ .method = m, .spelling = spelling };
	snprintf(a->name, sizeof a->name, "%s", name);
	if (first)
		a->name[0] = (char)first((unsigned char)name[0]);
	for (i = 0; i < s->planned; i++)
		if (strcmp(s->at[i].name, a->name) == 0)
			return;
	s->planned++;
}

/* WCS sends events with either first letter, other hooks with a small one. */
static void
plan(struct probe *s)
{
	const struct named_method *n;

	for (n = methods; n->program; n++) {
		const struct method *m = n->method;

		if (!m->name)
			continue;
		plan_name(s, m, m->name, NULL, PROBE_CAPTURED);
		plan_name(s, m, m->name, tolower, PROBE_CAPTURED);
		plan_name(s, m, m->name, toupper, PROBE_OTHER);
		if (m->alias)
			plan_name(s, m, m->alias, NULL, PROBE_OTHER);
	}
}

void
probe_run(struct probe *s, const struct probe_body *how,
	  void (*send)(void *arg, struct probe_request *), void *arg)
{
	unsigned silent = 0;

	plan(s);
	for (; s->count < s->planned && silent < FAILURES_MAX; s->count++) {
		struct probe_request *a = &s->at[s->count];

		probe_body(&a->body, a->method, a->name, how);
		send(arg, a);
		silent = a->call.status ? 0 : silent + 1;
	}
	s->gave_up = s->count < s->planned;
}

const struct probe_request *
probe_find(const struct probe *s, const char *name)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (strcmp(s->at[i].name, name) == 0)
			return &s->at[i];
	return NULL;
}

void
probe_free(struct probe *s)
{
	size_t i;

	for (i = 0; i < s->count; i++) {
		buffer_free(&s->at[i].body);
		hook_client_clear_call(&s->at[i].call);
	}
	free(s->at);
	*s = (struct probe){ 0 };
}
