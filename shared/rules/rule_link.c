/* rule_link - signed links. */

#include "rule_link.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"

/* Digits of a time; in seconds they are enough for 300 million years. */
#define DIGITS_MAX 16

/* The token's parts, the text that is signed, and the facts. */
struct link {
	struct bytes expires; /* of the token; .at NULL: it has none */
	struct bytes signature;
	struct buffer text;
	struct buffer json;
	timestamp end; /* TIMESTAMP_NONE: it never ends */
};

static const char *
last_name(const struct field_path *p)
{
	return p->names[p->depth - 1];
}

static bool
is_expires(const struct field_path *p)
{
	return strcmp(last_name(p), "expires") == 0;
}

static void
split(struct link *l, struct bytes token)
{
	const char *dot = memchr(token.at, '.', token.len);
	const size_t len = dot ? (size_t)(dot - (const char *)token.at) : 0;

	l->signature = token;
	if (!dot)
		return;
	l->expires = (struct bytes){ token.at, len };
	l->signature = (struct bytes){ dot + 1, token.len - len - 1 };
}

static bool
read_end(struct link *l, const char *digits, size_t len)
{
	char text[DIGITS_MAX + 1];

	if (len == 0 || len > DIGITS_MAX)
		return false;
	memcpy(text, digits, len);
	text[len] = '\0';
	if (strspn(text, "0123456789") != len)
		return false;
	l->end = strtoll(text, NULL, 10);
	l->end = l->end > INT64_MAX / TIMESTAMP_SECOND
		     ? INT64_MAX
		     : l->end * TIMESTAMP_SECOND;
	return true;
}

/* Appends the value of a field as its text; false: it has none. */
static bool
add_text(struct buffer *out, const struct facts *facts,
	 const struct field_path *p)
{
	const struct json_scan *s = facts->of[FACT_BODY];
	const struct json_token *t = field_path_find(facts, p);

	if (!t || !(t->kind & (JSON_STRING | JSON_NUMBER | JSON_BOOLEAN)))
		return false;
	if (t->kind == JSON_STRING)
		json_token_decode(s, t, out);
	else
		buffer_add(out, s->text + t->start, t->end - t->start);
	return true;
}

/* Appends one value to the text and to the facts. */
static const char *
add_value(struct link *l, const struct facts *facts, const struct field_path *p)
{
	const size_t start = l->text.len;
	size_t len;

	if (is_expires(p) && l->expires.at)
		buffer_add(&l->text, l->expires.at, l->expires.len);
	else if (!add_text(&l->text, facts, p))
		return "the hook lacks a field that the link is over";
	len = l->text.len - start;
	/* Otherwise two lists of values could have the same text. */
	if (len > 0 && memchr(l->text.at + start, '\n', len))
		return "a field that the link is over has a line feed";
	if (is_expires(p) && !read_end(l, l->text.at + start, len))
		return "the link's expires is not a number of seconds";
	buffer_str(&l->json, l->json.len > 1 ? "," : "");
	json_write_string(&l->json, last_name(p), strlen(last_name(p)));
	buffer_str(&l->json, ":");
	json_write_string(&l->json, l->text.at ? l->text.at + start : "", len);
	return NULL;
}

static const char *
read_values(struct link *l, const struct rule_proof *p,
	    const struct facts *facts)
{
	const char *why;
	size_t i;

	l->end = TIMESTAMP_NONE;
	buffer_str(&l->json, "{");
	for (i = 0; i < p->over_count; i++) {
		if (i)
			buffer_str(&l->text, "\n");
		why = add_value(l, facts, &p->over[i]);
		if (why)
			return why;
	}
	buffer_str(&l->json, "}");
	if (l->expires.at && l->end == TIMESTAMP_NONE)
		return "the token has an expires, which the rule does not name";
	return NULL;
}

static bool
is_signed(const struct rule_proof *p, const struct link *l)
{
	uint8_t mac[DIGEST_SHA256 + 3];

	return digest_from_base64url(mac, sizeof mac, l->signature.at,
				     l->signature.len) == DIGEST_SHA256 &&
	       key_set_verify(p->keys, ALG_HS256, NULL,
			      (struct bytes){ l->text.at, l->text.len },
			      (struct bytes){ mac, DIGEST_SHA256 });
}

const char *
rule_link_verify(const struct rule_proof *p, const struct facts *facts,
		 struct bytes token, timestamp now, struct buffer *text)
{
	struct link l = { 0 };
	const char *why;

	split(&l, token);
	why = read_values(&l, p, facts);
	if (!why && !is_signed(p, &l))
		why = "the link's signature is wrong";
	if (!why && l.end != TIMESTAMP_NONE && now >= l.end)
		why = "the link has expired";
	text->len = 0;
	if (!why)
		buffer_add(text, l.json.at, l.json.len);
	buffer_free(&l.text);
	buffer_free(&l.json);
	return why;
}

const char *
rule_link_sign(const struct rule_proof *p, const struct facts *facts,
	       const char *expires, struct buffer *token)
{
	struct link l = { 0 };
	uint8_t mac[DIGEST_SHA256];
	const char *why;

	if (expires)
		l.expires = (struct bytes){ expires, strlen(expires) };
	why = read_values(&l, p, facts);
	if (!why && key_set_sign(p->keys, mac,
				 (struct bytes){ l.text.at, l.text.len })) {
		if (expires)
			buffer_printf(token, "%s.", expires);
		digest_add_base64url(token, mac, sizeof mac);
	} else if (!why) {
		why = "the keys have no secret for HMAC-SHA256";
	}
	buffer_free(&l.text);
	buffer_free(&l.json);
	return why;
}
