/* exchange - what a handler's hooks ask of one. */

#include "exchange.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/log.h"

const char *
type_name(enum type type)
{
	static const char *const names[] = {
		[CONNECT] = "connect",
		[DIRECT] = "direct",
		[EVENT] = "event",
		[INCOMING] = "incoming",
	};

	return names[type];
}

enum status
refuse(struct exchange *x, enum status status, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vsnprintf(x->reason, sizeof x->reason, format, ap);
	va_end(ap);
	return status;
}

const char *
exchange_borrow(struct exchange *x, const char *bytes, size_t len)
{
	struct borrowed *b = malloc(sizeof *b + len + 1);

	if (!b)
		die(EXIT_AGAIN, "a string of %zu bytes:", len);
	if (len)
		memcpy(b->text, bytes, len);
	b->text[len] = '\0';
	b->next = x->borrowed;
	x->borrowed = b;
	return b->text;
}

const char *
get_string(struct exchange *x, const char *name)
{
	const struct token *value =
	    token_member(x->body, token_root(x->body), name);
	struct buffer said = { 0 };
	const char *text;

	if (!value || value->kind != STRING)
		return NULL;
	token_decode(x->body, value, &said);
	if (said.len && memchr(said.at, '\0', said.len)) {
		buffer_free(&said);
		return NULL;
	}
	text = exchange_borrow(x, said.at, said.len);
	buffer_free(&said);
	return text;
}

static void
add_change(struct exchange *x, const char *name, char *json)
{
	struct change *c = calloc(1, sizeof *c), **at = &x->changes;

	if (!c || !(c->name = strdup(name)))
		die(EXIT_AGAIN, "a changed member:");
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

	json_add_string(&json, text, strlen(text));
	buffer_add(&json, "", 1);
	add_change(x, name, json.at);
}

void
set_value(struct exchange *x, const char *name, const char *json)
{
	char *text;

	if (!scan_is_value(json)) {
		warn("%s: not set to \"%s\", which is no JSON value", name,
		     json);
		return;
	}
	text = strdup(json);
	if (!text)
		die(EXIT_AGAIN, "a changed member:");
	add_change(x, name, text);
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
	while (x->borrowed) {
		struct borrowed *next = x->borrowed->next;

		free(x->borrowed);
		x->borrowed = next;
	}
}
