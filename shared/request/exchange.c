/* exchange - one request, until it is answered. */

#include "exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/log.h"
#include "base/str.h"

enum http_status
refuse(struct exchange *x, enum http_status status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(x->reason, sizeof x->reason, format, ap);
	va_end(ap);
	return status;
}

const char *
exchange_copy(struct exchange *x, const char *bytes, size_t len)
{
	struct exchange_string *b = malloc(sizeof *b + len + 1);

	if (!b)
		die(EXIT_TEMPORARY, "cannot copy a string of %zu bytes:", len);
	if (len)
		memcpy(b->text, bytes, len);
	b->text[len] = '\0';
	b->next = x->strings;
	x->strings = b;
	return b->text;
}

const char *
get_string(struct exchange *x, const char *name)
{
	const struct json_token *value =
	    json_token_member(x->body, json_token_root(x->body), name);
	struct buffer decoded = { 0 };
	const char *text;

	if (!value || value->kind != JSON_STRING)
		return NULL;
	json_token_decode(x->body, value, &decoded);
	if (decoded.len && memchr(decoded.at, '\0', decoded.len)) {
		buffer_free(&decoded);
		return NULL;
	}
	text = exchange_copy(x, decoded.at, decoded.len);
	buffer_free(&decoded);
	return text;
}

/* Replaces an earlier change of the member.  Takes ownership of `json`. */
static void
add_change(struct exchange *x, const char *name, char *json)
{
	struct change *c = calloc(1, sizeof *c), **at = &x->changes;

	if (!c)
		die(EXIT_TEMPORARY, "cannot store a change of %s:", name);
	c->name = str_dup(name);
	c->json = json;
	while (*at && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	if (*at) {
		struct change *old = *at;

		c->next = old->next;
		free(old->name);
		free(old->json);
		free(old);
	}
	*at = c;
}

void
set_string(struct exchange *x, const char *name, const char *text)
{
	struct buffer json = { 0 };

	json_write_string(&json, text, strlen(text));
	buffer_add(&json, "", 1);
	add_change(x, name, json.at);
}

void
set_value(struct exchange *x, const char *name, const char *json)
{
	if (!json_scan_is_value(json)) {
		log_warn(
		    "%s is not changed, because \"%s\" is not a JSON value",
		    name, json);
		return;
	}
	add_change(x, name, str_dup(json));
}

void
exchange_end(struct exchange *x)
{
	while (x->changes) {
		struct change *next = x->changes->next;

		free(x->changes->name);
		free(x->changes->json);
		free(x->changes);
		x->changes = next;
	}
	while (x->proofs) {
		struct proof_outcome *next = x->proofs->next;

		free(x->proofs);
		x->proofs = next;
	}
	while (x->strings) {
		struct exchange_string *next = x->strings->next;

		free(x->strings);
		x->strings = next;
	}
}
