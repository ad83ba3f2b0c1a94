/* record - writes an exchange as a line of the journal. */

#include "record.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "session_record.h"
#include "sip_credentials.h"

#define HOOK_NAME_MAX 64 /* bytes of an unknown hook's name */

/* RFC 3339 in UTC; the text up to the second is made once a second. */
static void
add_time(struct buffer *line, const struct timespec *when)
{
	static time_t second = -1;
	static char text[sizeof "2026-11-23T10:48:07"];
	struct tm tm;

	if (when->tv_sec != second && gmtime_r(&when->tv_sec, &tm)) {
		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &tm);
		second = when->tv_sec;
	}
	buffer_printf(line, "{\"time\":\"%s.%06ldZ\"", text,
		      when->tv_nsec / 1000);
}

/* An unknown hook is named by the last part of its URL. */
static void
add_hook(struct buffer *line, const struct exchange *x)
{
	const char *url = x->request->url ? x->request->url : "";
	const char *end = url + strcspn(url, "?#"), *start;

	buffer_str(line, ",\"hook\":");
	if (x->method->name) {
		buffer_byte(line, '"');
		buffer_str(line, x->method->name);
		buffer_byte(line, '"');
		return;
	}
	while (end > url && end[-1] == '/')
		end--;
	for (start = end; start > url && start[-1] != '/';)
		start--;
	if (end - start > HOOK_NAME_MAX)
		end = start + HOOK_NAME_MAX;
	/* A line without the name of a hook is no record: journal_line.h. */
	if (end > start)
		json_write_string(line, start, (size_t)(end - start));
	else
		buffer_str(line, "\"" RECORD_UNNAMED "\"");
}

/*
 * Half a surrogate pair is legal in JSON, but many parsers would reject the
 * line, so it becomes U+FFFD.
 */
static void
add_repaired(struct buffer *line, const struct json_scan *body,
	     const struct json_token *t)
{
	struct buffer decoded = { 0 };

	json_token_decode(body, t, &decoded);
	json_write_string(line, decoded.at, decoded.len);
	buffer_free(&decoded);
}

/* The members that name the connection, copied from the body. */
static void
add_context(struct buffer *line, const struct exchange *x)
{
	static const char *const names[] = { "appKey", "nodeId", "sessionId" };
	const struct json_scan *body = x->body;
	const struct json_token *root = json_token_root(body), *value;
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		value = json_token_member(body, root, names[i]);
		if (!value || value->kind != JSON_STRING ||
		    name_set_has(&x->conf->redact, names[i], strlen(names[i])))
			continue;
		buffer_str(line, ",\"");
		buffer_str(line, names[i]);
		buffer_str(line, "\":");
		if (value->lone_surrogate)
			add_repaired(line, body, value);
		else
			buffer_add(line, body->text + value->start,
				   value->end - value->start);
	}
}

/* Copies all but the white space between tokens. */
static void
add_squeezed(struct buffer *line, const char *from, const char *end)
{
	char *to = buffer_reserve(line, (size_t)(end - from)), *start = to;
	bool quoted = false;

	for (; from < end; from++) {
		if (!quoted && strchr(" \t\r\n", *from))
			continue;
		*to++ = *from;
		if (*from == '"')
			quoted = !quoted;
		else if (*from == '\\')
			*to++ = *++from;
	}
	line->len += (size_t)(to - start);
}

static void
add_run(struct buffer *line, const struct json_scan *body, size_t from,
	size_t to)
{
	if (body->has_space)
		add_squeezed(line, body->text + from, body->text + to);
	else
		buffer_add(line, body->text + from, to - from);
}

/*
 * Not inlined, because the stack protector would guard its buffer in each call
 * of is_listed(), and hardly any name is escaped.
 */
static bool __attribute__((noinline))
is_listed_decoded(const struct name_set *set, const struct json_scan *body,
		  const struct json_token *name)
{
	struct buffer decoded = { 0 };
	bool listed;

	json_token_decode(body, name, &decoded);
	listed = decoded.len > 0 && name_set_has(set, decoded.at, decoded.len);
	buffer_free(&decoded);
	return listed;
}

static bool
is_listed(const struct name_set *set, const struct json_scan *body,
	  const struct json_token *name)
{
	const char *raw;
	size_t len;

	if (name->escaped)
		return is_listed_decoded(set, body, name);
	raw = json_token_raw(body, name, &len);
	return name_set_has(set, raw, len);
}

/* A raw SIP message, with "***" for credentials; false: it has none. */
static bool
add_sip_message(struct buffer *line, const struct exchange *x,
		const struct json_token *value, size_t *from)
{
	struct buffer decoded = { 0 }, rest = { 0 };
	const char *raw;
	size_t len;

	raw = json_token_raw(x->body, value, &len);
	if (!sip_credentials_suspected(raw, len))
		return false;
	json_token_decode(x->body, value, &decoded);
	sip_credentials_redact(&rest, decoded.at, decoded.len);
	add_run(line, x->body, *from, value->start);
	json_write_string(line, rest.at, rest.len);
	buffer_free(&decoded);
	buffer_free(&rest);
	*from = value->end;
	return true;
}

static bool
is_sip_message(const struct json_scan *body, const struct json_token *name,
	       const struct json_token *value)
{
	static const char raw[] = "sipMessageRaw";

	return value->kind == JSON_STRING &&
	       name->end - name->start >= sizeof raw &&
	       json_token_equals(body, name, raw, sizeof raw - 1);
}

/*
 * Returns false for a value that is kept.  Otherwise appends the body from
 * *from on, with a replacement of the value, and moves *from after it.
 */
static bool
add_replacement(struct buffer *line, const struct exchange *x,
		const struct json_token *name, const struct json_token *value,
		size_t *from)
{
	bool secret = is_listed(&x->conf->redact, x->body, name);

	if (!secret && !is_listed(&x->conf->drop, x->body, name))
		return is_sip_message(x->body, name, value) &&
		       add_sip_message(line, x, value, from);
	add_run(line, x->body, *from, value->start);
	if (secret)
		buffer_str(line, "\"***\"");
	else
		buffer_printf(line, "\"[%u bytes]\"",
			      value->end - value->start);
	*from = value->end;
	return true;
}

static void
add_body(struct buffer *line, const struct exchange *x)
{
	const struct json_scan *body = x->body;
	const struct json_token *root = json_token_root(body), *t = root,
				*value;
	size_t from = root->start;

	buffer_str(line, ",\"body\":");
	while (++t < json_token_end(body, root)) {
		if (t->lone_surrogate) {
			add_run(line, body, from, t->start);
			add_repaired(line, body, t);
			from = t->end;
		}
		if (!t->is_name)
			continue;
		value = json_token_next(body, t);
		if (add_replacement(line, x, t, value, &from))
			t = json_token_next(body, value) - 1;
	}
	add_run(line, body, from, root->end);
}

static void
add_slots(struct buffer *line, const struct exchange *x)
{
	unsigned i;

	for (i = 0; i < x->slot_count; i++) {
		buffer_str(line, i ? "," : ",\"slots\":[");
		json_write_string(line, x->slots[i], strlen(x->slots[i]));
	}
	buffer_str(line, "]");
}

void
record(struct buffer *line, const struct exchange *x, int status,
       const struct timespec *when, long microseconds, unsigned lost,
       unsigned counted)
{
	add_time(line, when);
	add_hook(line, x);
	buffer_printf(line, ",\"status\":%d,\"us\":%ld", status, microseconds);
	if (x->is_parsed)
		add_context(line, x);
	if (x->rule[0]) {
		buffer_str(line, ",\"rule\":");
		json_write_string(line, x->rule, strlen(x->rule));
	}
	if (status == 200 && x->slot_count)
		add_slots(line, x);
	if (status == 200 && x->lasting)
		buffer_printf(line, ",\"lasting\":%" PRIu64, x->lasting);
	if (status == 200 && exchange_is_connect(x)) {
		buffer_str(line, ",\"facts\":");
		session_record_add(line, x);
	}
	if (x->reason[0]) {
		buffer_str(line, ",\"reason\":");
		json_write_string(line, x->reason, strlen(x->reason));
		if (x->request->remote_addr) {
			buffer_str(line, ",\"peer\":");
			json_write_string(line, x->request->remote_addr,
					  strlen(x->request->remote_addr));
		}
	}
	if (x->warnings->len > 0) {
		buffer_str(line, ",\"warnings\":[");
		buffer_add(line, x->warnings->at + 1, x->warnings->len - 1);
		buffer_str(line, "]");
	}
	if (lost)
		buffer_printf(line, ",\"lost\":%u", lost);
	if (counted)
		buffer_printf(line, ",\"counted\":%u", counted);
	if (x->is_parsed)
		add_body(line, x);
	else
		buffer_printf(line, ",\"bytes\":%zu", x->request->len);
	buffer_str(line, "}\n");
}
