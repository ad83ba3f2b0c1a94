/* fake_hook_client - the answers to hooks are an input of a fuzzer. */

#include "fake_hook_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/monotonic.h"
#include "base/str.h"
#include "support/harness.h"
#include "wcs/hook_client.h"

static struct fuzz_input *answers;

/* Calls that are answered, the first one first. */
static struct hook_call *first, **end = &first;

/* How the body of an answer is made. */
enum making { ECHO, ECHO_CHANGED, TEXT, NOTHING, MAKINGS };

void
fake_hook_client_use(struct fuzz_input *in)
{
	answers = in;
}

const char *
hook_client_require(char **argv)
{
	(void)argv;
	return NULL;
}

bool
hook_client_is_url(const char *text)
{
	return strncmp(text, "http://", 7) == 0 && text[7];
}

struct hook_client *
hook_client_new(const struct hook_client_settings *settings)
{
	(void)settings;
	first = NULL;
	end = &first;
	return malloc(1);
}

void
hook_client_free(struct hook_client *h)
{
	free(h);
}

static void
make_body(struct hook_call *c, enum making how, const char *text)
{
	const size_t at = fuzz_byte(answers) % (c->len + 1);
	struct buffer body = { 0 };

	if (how == TEXT)
		buffer_str(&body, text);
	if (how == ECHO)
		buffer_add(&body, c->body, c->len);
	if (how == ECHO_CHANGED) {
		buffer_add(&body, c->body, at);
		buffer_str(&body, text);
		buffer_add(&body, c->body + at, c->len - at);
	}
	/* A buffer of the exact size, so that a sanitizer sees any overrun. */
	buffer_free(&c->answer);
	c->answer.at = body.len ? malloc(body.len) : NULL;
	c->answer.len = c->answer.cap = body.len;
	if (body.len)
		memcpy(c->answer.at, body.at, body.len);
	buffer_free(&body);
}

/* The end of an input answers with what was sent. */
static void
answer(struct hook_call *c)
{
	static const short statuses[] = { 200, 403, 0,	 500, 301, 204,
					  401, 404, 413, 502, 100, 999 };
	static const char *const types[] = {
		"application/json",
		NULL,
		"text/html",
		"application/x+json",
	};
	const unsigned status = fuzz_byte(answers);
	const char *type = types[fuzz_byte(answers) % ROWS(types)];
	const enum making how = fuzz_byte(answers) % MAKINGS;
	char *text = fuzz_string(answers);

	c->status = statuses[status % ROWS(statuses)];
	c->error_kind = c->status ? HOOK_CALL_ANSWERED
				  : 1 + status % HOOK_CALL_BAD_RESPONSE;
	snprintf(c->detail, sizeof c->detail, "%s", text);
	c->error = c->status ? "" : c->detail;
	c->answer_type = c->status && type ? str_dup(type) : NULL;
	c->location = c->status == 301 ? str_dup(text) : NULL;
	snprintf(c->server, sizeof c->server, "%s",
		 c->status && status % 2 ? text : "");
	if (c->status)
		make_body(c, how, text);
	free(text);
}

void
hook_client_send(struct hook_client *h, struct hook_call *c)
{
	(void)h;
	hook_client_clear_call(c);
	c->is_new = fuzz_byte(answers) % 2;
	c->got_continue = c->framing == FRAMING_EXPECT;
	c->tries = 1;
	c->sent_at = monotonic_now();
	answer(c);
	c->ended_at = monotonic_now();
	c->next = NULL;
	*end = c;
	end = &c->next;
}

struct hook_call *
hook_client_wait(struct hook_client *h, int64_t microseconds)
{
	struct hook_call *c = first;

	(void)h;
	(void)microseconds;
	first = c ? c->next : NULL;
	if (!first)
		end = &first;
	return c;
}

void
hook_client_clear_call(struct hook_call *c)
{
	free(c->answer_type);
	free(c->location);
	c->answer_type = c->location = NULL;
	buffer_free(&c->answer);
}
