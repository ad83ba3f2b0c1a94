/* jws - signed tokens in their compact form. */

#include "jws.h"

#include <string.h>
#include <strings.h>

#include "base/json_token.h"

/* Bytes of a header, encoded. */
#define HEADER_MAX 4096
/* Members of an object; more are as bad as two of one name. */
#define MEMBERS_MAX 256

/* A token's parts, encoded, and its header. */
struct parts {
	struct bytes header, payload, signature;
	struct bytes signed_text; /* header and payload with their dot */
	struct json_scan scan;
	struct buffer text; /* of the header */
	struct buffer kid;  /* with a NUL; empty: there is none */
};

static bool
is_same_name(const struct json_scan *s, const struct json_token *a,
	     const struct json_token *b)
{
	struct buffer name = { 0 };
	bool same;

	json_token_decode(s, a, &name);
	same = json_token_equals(s, b, name.at ? name.at : "", name.len);
	buffer_free(&name);
	return same;
}

static bool
has_twins(const struct json_scan *s, const struct json_token *object)
{
	const struct json_token *end = json_token_end(s, object), *a, *b;
	size_t count = 0;

	for (a = json_token_first(object); a < end;
	     a = json_token_next(s, json_token_next(s, a))) {
		if (++count > MEMBERS_MAX)
			return true;
		for (b = json_token_first(object); b < a;
		     b = json_token_next(s, json_token_next(s, b)))
			if (is_same_name(s, a, b))
				return true;
	}
	return false;
}

bool
jws_has_twins(const struct json_scan *s)
{
	size_t i;

	for (i = 0; i < s->count; i++)
		if (s->tokens[i].kind == JSON_OBJECT &&
		    has_twins(s, &s->tokens[i]))
			return true;
	return false;
}

static bool
split(struct parts *p, const char *token, size_t len)
{
	const char *end = token + len;
	const char *one = memchr(token, '.', len), *two;

	two = one ? memchr(one + 1, '.', (size_t)(end - one) - 1) : NULL;
	if (!two || memchr(two + 1, '.', (size_t)(end - two) - 1))
		return false;
	p->header = (struct bytes){ token, (size_t)(one - token) };
	p->payload = (struct bytes){ one + 1, (size_t)(two - one) - 1 };
	p->signature = (struct bytes){ two + 1, (size_t)(end - two) - 1 };
	p->signed_text = (struct bytes){ token, (size_t)(two - token) };
	return p->header.len <= HEADER_MAX;
}

static bool
decode(struct bytes part, struct buffer *into)
{
	const ssize_t n =
	    digest_from_base64url(buffer_reserve(into, part.len + 3),
				  part.len + 3, part.at, part.len);

	into->len += n < 0 ? 0 : (size_t)n;
	return n >= 0;
}

static const struct json_token *
member(const struct parts *p, const char *name)
{
	return json_token_member(&p->scan, json_token_root(&p->scan), name);
}

static bool
has_type(const struct parts *p, const char *const *types)
{
	static const char prefix[] = "application/";
	const struct json_token *t = member(p, "typ");
	const char *raw;
	size_t len;

	if (!t)
		return true;
	if (t->kind != JSON_STRING)
		return false;
	raw = json_token_raw(&p->scan, t, &len);
	if (len >= strlen(prefix) &&
	    strncasecmp(raw, prefix, strlen(prefix)) == 0) {
		raw += strlen(prefix);
		len -= strlen(prefix);
	}
	for (; *types; types++)
		if (strlen(*types) == len && strncasecmp(*types, raw, len) == 0)
			return true;
	return false;
}

/* false: it is not a string, or has a NUL. */
static bool
read_kid(struct parts *p)
{
	const struct json_token *t = member(p, "kid");

	if (!t)
		return true;
	if (t->kind != JSON_STRING)
		return false;
	json_token_decode(&p->scan, t, &p->kid);
	buffer_add(&p->kid, "", 1);
	return strlen(p->kid.at) + 1 == p->kid.len;
}

/* NULL, or why the header cannot be accepted. */
static const char *
read_header(struct parts *p, const char *const *types)
{
	if (!decode(p->header, &p->text) ||
	    json_scan(&p->scan, p->text.at, p->text.len))
		return "has a header that is not JSON in base64url";
	if (jws_has_twins(&p->scan))
		return "has two members of one name in its header";
	if (member(p, "crit"))
		return "demands an extension (crit) that EchoApp does not know";
	if (!has_type(p, types))
		return "is of another type (typ) than JWT";
	return read_kid(p) ? NULL : "has a kid that is not a text";
}

static const char *
check_signature(const struct parts *p, const struct key_set *keys)
{
	const struct json_token *t = member(p, "alg");
	const char *kid = p->kid.len > 0 ? p->kid.at : NULL, *raw;
	struct buffer signature = { 0 };
	enum jws_alg alg = JWS_ALGS;
	size_t len;
	bool good;

	if (t && t->kind == JSON_STRING) {
		raw = json_token_raw(&p->scan, t, &len);
		alg = jws_alg_find(raw, len);
	}
	if (alg == JWS_ALGS)
		return "has an algorithm (alg) that EchoApp does not accept";
	if (!key_set_allows(keys, alg))
		return "has an algorithm (alg) that no key allows";
	if (!key_set_has(keys, alg, kid))
		return "has a kid that no key for its algorithm has";
	good = decode(p->signature, &signature) &&
	       key_set_verify(keys, alg, kid, p->signed_text,
			      (struct bytes){ signature.at, signature.len });
	buffer_free(&signature);
	return good ? NULL : "has a wrong signature";
}

const char *
jws_verify(const struct key_set *keys, const char *const *types,
	   const char *token, size_t len, struct buffer *payload)
{
	struct parts p = { 0 };
	const char *why;

	if (len > JWS_MAX)
		return "is longer than 16 kB";
	if (!split(&p, token, len))
		return "does not have the three parts of a signed token";
	why = read_header(&p, types);
	if (!why)
		why = check_signature(&p, keys);
	if (!why && !decode(p.payload, payload))
		why = "has a payload that is not base64url";
	json_scan_free(&p.scan);
	buffer_free(&p.text);
	buffer_free(&p.kid);
	return why;
}
