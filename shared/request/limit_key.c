/* limit_key - the key of a limit's slots. */

#include "limit_key.h"

#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/json_token.h"
#include "exchange.h"

/* Bytes; a longer key is replaced by its digest. */
#define KEY_MAX 160

static bool
is_secret(const struct exchange *x, const struct field_path *p)
{
	return conf_hides(x->conf, p->names, p->depth);
}

/* Does the key depend on a member that the journal does not keep? */
static bool
reveals_secret(const struct exchange *x, const struct rule *r)
{
	size_t i;

	for (i = 0; i < r->condition_count; i++)
		if (is_secret(x, &r->conditions[i].field))
			return true;
	return is_secret(x, &r->by);
}

/* May the key stand in the journal?  An object may contain a secret. */
static bool
is_plain(const struct json_token *value, const struct buffer *key)
{
	return !(value->kind & (JSON_OBJECT | JSON_ARRAY)) &&
	       key->len <= KEY_MAX && !memchr(key->at, '\0', key->len);
}

const char *
limit_key(struct exchange *x, const struct rule *r,
	  const struct json_token *value)
{
	const struct json_scan *of = x->facts.of[r->by.source];
	struct buffer key = { 0 };
	const char *borrowed;

	rule_print_key(r, x->method->name, false, &key);
	if (value->kind == JSON_STRING)
		json_token_decode(of, value, &key);
	else
		buffer_add(&key, of->text + value->start,
			   value->end - value->start);
	if (!is_plain(value, &key) || reveals_secret(x, r)) {
		uint8_t digest[DIGEST_SHA256];
		size_t i;

		digest_hmac_sha256(digest, (struct bytes){ "", 0 },
				   &(struct bytes){ key.at, key.len }, 1);
		key.len = 0;
		rule_print_key(r, x->method->name, true, &key);
		for (i = 0; i < sizeof digest; i++)
			buffer_printf(&key, "%02x", digest[i]);
	}
	borrowed = exchange_copy(x, key.at, key.len);
	buffer_free(&key);
	return borrowed;
}
