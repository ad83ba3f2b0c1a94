/* jwt - JSON Web Tokens. */

#include "jwt.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"
#include "jws.h"

/* Bytes of a number of seconds; a longer one is no time. */
#define NUMBER_SIZE 40

/* The deepest nesting of claims: the journal has them inside its own objects.
 */
#define CLAIMS_DEPTH 32

static bool
is_deep(const struct json_scan *claims)
{
	size_t ends[JSON_SCAN_DEPTH], depth = 0, i;

	for (i = 0; i < claims->count; i++) {
		while (depth > 0 && i >= ends[depth - 1])
			depth--;
		if (!(claims->tokens[i].kind & (JSON_OBJECT | JSON_ARRAY)))
			continue;
		if (depth == CLAIMS_DEPTH)
			return true;
		ends[depth++] = claims->tokens[i].next;
	}
	return false;
}

static const struct json_token *
claim(const struct json_scan *claims, const char *name)
{
	return json_token_member(claims, json_token_root(claims), name);
}

/* Reads a claim of seconds since 1970; false: it is no such number. */
static bool
read_seconds(const struct json_scan *claims, const struct json_token *t,
	     double *seconds)
{
	const size_t len = t->end - t->start;
	char text[NUMBER_SIZE];

	if (t->kind != JSON_NUMBER || len >= sizeof text)
		return false;
	memcpy(text, claims->text + t->start, len);
	text[len] = '\0';
	*seconds = strtod(text, NULL);
	return isfinite(*seconds);
}

static const char *
check_times(const struct json_scan *claims, const struct jwt_demands *d,
	    timestamp now)
{
	static const struct {
		const char *claim;
		bool is_end;
		const char *why;
	} times[] = {
		{ "exp", true, "has expired (exp)" },
		{ "nbf", false, "is not valid yet (nbf)" },
		{ "iat", false, "was made in the future (iat)" },
	};
	const double at = (double)now / 1e6, leeway = (double)d->leeway / 1e6;
	const struct json_token *t;
	double seconds;
	size_t i;

	for (i = 0; i < sizeof times / sizeof *times; i++) {
		t = claim(claims, times[i].claim);
		if (!t)
			continue;
		if (!read_seconds(claims, t, &seconds))
			return "has an exp, nbf or iat that is no time";
		if (times[i].is_end ? at >= seconds + leeway
				    : at + leeway < seconds)
			return times[i].why;
	}
	return NULL;
}

static bool
is_text(const struct json_scan *claims, const struct json_token *t,
	const char *text)
{
	return t->kind == JSON_STRING &&
	       json_token_equals(claims, t, text, strlen(text));
}

/* Is it the text, or an array that contains the text? */
static bool
contains(const struct json_scan *claims, const struct json_token *t,
	 const char *text)
{
	const struct json_token *item;

	if (t->kind != JSON_ARRAY)
		return is_text(claims, t, text);
	for (item = json_token_first(t); item < json_token_end(claims, t);
	     item = json_token_next(claims, item))
		if (is_text(claims, item, text))
			return true;
	return false;
}

static const char *
check_claims(const struct json_scan *claims, const struct jwt_demands *d,
	     timestamp now)
{
	const struct json_token *t;

	if (is_deep(claims))
		return "has claims that are nested too deep";
	if (jws_has_twins(claims))
		return "has two claims of one name";
	if (d->issuer) {
		t = claim(claims, "iss");
		if (!t || !is_text(claims, t, d->issuer))
			return "is of another issuer (iss)";
	}
	if (d->audience) {
		t = claim(claims, "aud");
		if (!t || !contains(claims, t, d->audience))
			return "is for another audience (aud)";
	}
	return check_times(claims, d, now);
}

const char *
jwt_verify(const struct key_set *keys, const struct jwt_demands *d,
	   const char *token, size_t len, timestamp now,
	   struct json_scan *claims, struct buffer *text)
{
	/* Other kinds of tokens of the same issuer prove something else. */
	static const char *const types[] = { "jwt", "at+jwt", NULL };
	const char *why;

	text->len = 0;
	why = jws_verify(keys, types, token, len, text);
	if (why)
		return why;
	if (json_scan(claims, text->at ? text->at : "", text->len))
		return "has claims that are not a JSON object";
	return check_claims(claims, d, now);
}
