/*
 * fuzz_hooks - any bytes into any hook, for libFuzzer.
 *
 * The first byte of an input chooses the hook, the second how it is sent (enum
 * flag), the rest is the body.  An input that starts with a brace is only a
 * body, so that sample bodies are seeds.
 *
 * Besides what the sanitizers find, it is an error if a response or a line of
 * the journal breaks the contract of shared/request/serve.h or
 * shared/request/record.h.
 */

#include <json-c/json.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "fuzz/support/fuzz.h"
#include "protocol/methods.h"
#include "request/refusal_log.h"
#include "request/serve.h"
#include "support/jsonc_oracle.h"

/* The value of every secret; no input is likely to contain it. */
#define SECRET "5ecret-0f-5omebody"

/* How a hook is sent: the second byte. */
enum flag {
	WHICH_CONF = 3,	       /* an index of confs */
	WHICH_TYPE = 3 << 2,   /* of types */
	WHICH_LENGTH = 3 << 4, /* right, none, one too many, far too many */
	IS_GET = 1 << 6,       /* instead of POST */
	IS_URL = 1 << 7,       /* the body is the URL's end, too */
};

static const char *const confs[] = {
	"log = server\n",
	"log = server\nstrict = yes\n",
	"log = server\nkeep = sdp\ndrop = body, custom\nredact = pin callId\n",
	"log = server\nbody_max = 1k\n",
};

static const char *const types[] = {
	"application/json;charset=UTF-8",
	NULL,
	"application/vnd.x+json",
	"application/x-www-form-urlencoded",
};

static struct service *services[4];
static size_t count; /* of methods */

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char path[16];
	size_t i;

	(void)argc;
	(void)argv;
	fuzz_start();
	for (i = 0; i < sizeof confs / sizeof *confs; i++) {
		snprintf(path, sizeof path, "%zu.conf", i);
		fuzz_write_file(path, confs[i], strlen(confs[i]));
		services[i] = serve_open(path, "state", NULL);
		MUST(!serve_error(services[i]));
	}
	while (methods[count].program)
		count++;
	return 0;
}

/* One level more, for the line around a body. */
static struct json_object *
json_of(const char *text, size_t len)
{
	return oracle_object(text, len, JSON_SCAN_DEPTH + 4);
}

static int
status_in(struct json_object *o)
{
	return json_object_get_int(json_object_object_get(o, "status"));
}

static bool
is_secret(const char *name)
{
	static const char *const names[] = {
		"sipPassword", "authToken",	"token",
		"password",    "Authorization", NULL,
	};
	size_t i;

	for (i = 0; names[i]; i++)
		if (strcasecmp(names[i], name) == 0)
			return true;
	return false;
}

/* In the journal three stars replace every secret. */
static void
has_no_secret(struct json_object *o)
{
	size_t i;

	if (json_object_is_type(o, json_type_array))
		for (i = 0; i < json_object_array_length(o); i++)
			has_no_secret(json_object_array_get_idx(o, i));
	if (!json_object_is_type(o, json_type_object))
		return;
	json_object_object_foreach(o, name, value)
	{
		if (is_secret(name))
			MUST(strcmp(json_object_get_string(value), "***") == 0);
		else
			has_no_secret(value);
	}
}

static void
check_line(int status, struct buffer *into)
{
	struct buffer line;
	struct json_object *o;
	size_t i;

	fuzz_take_journal(into);
	line = *into;
	MUST(line.len > 0 && line.at[line.len - 1] == '\n');
	for (i = 0; i + 1 < line.len; i++)
		MUST((unsigned char)line.at[i] >= 0x20);
	o = json_of(line.at, line.len - 1);
	MUST(o != NULL);
	MUST(status_in(o) == status);
	/* json-c cuts a name off at its first NUL, which makes another name. */
	if (!memmem(line.at, line.len, "\\u0000", 6))
		has_no_secret(json_object_object_get(o, "body"));
	json_object_put(o);
}

/* The status that is due before the body is read; 0: it depends. */
static int
expected_status(const struct service *s, const struct request *r)
{
	const bool is_form = r->content_type == types[3];

	if (strcmp(r->request_method, "POST") != 0)
		return 405;
	if (is_form)
		return 415;
	if (r->len > serve_body_max(s) ||
	    (r->content_length != SIZE_MAX &&
	     r->content_length > serve_body_max(s)))
		return 413;
	if (r->content_length != SIZE_MAX && r->content_length != r->len)
		return 400;
	return 0;
}

static void
check_answer(const struct service *s, const struct method *m,
	     const struct request *r, const struct answer *a)
{
	int want = expected_status(s, r);
	struct json_object *o;

	MUST(want ? a->status == want
		  : a->status == 200 || a->status == 400 ||
			(a->status == 403 && (m->authorize || m->rewrite)));
	if (a->status == 200 && !m->rewrite) {
		MUST(a->len == r->len);
		MUST(memcmp(a->body, r->body, a->len) == 0);
	}
	o = json_of(a->body, a->len);
	MUST(o != NULL);
	if (a->status != 200)
		MUST(status_in(o) == a->status);
	json_object_put(o);
}

/* Leaves the line in the journal for the caller. */
static int
serve(struct service *s, const struct method *m, const struct request *r,
      struct buffer *line)
{
	struct answer a;

	serve_request(s, m, r, &a);
	check_answer(s, m, r, &a);
	check_line(a.status, line);
	serve_trim(s);
	return a.status;
}

/* Sends the same body with secrets at its beginning. */
static void
serve_with_secrets(struct service *s, const struct method *m, struct request r,
		   struct buffer *line)
{
	static struct buffer body;
	const char *brace = memchr(r.body, '{', r.len);
	const char *end = r.body + r.len, *first = brace + 1;

	if (memmem(r.body, r.len, SECRET, strlen(SECRET)))
		return;
	while (first < end && strchr(" \t\r\n", *first))
		first++;
	body.len = 0;
	buffer_str(&body, "{\"sipPassword\":\"" SECRET "\",\"x\":[{\"y\":{\"TO"
			  "KEN\" : [\"" SECRET "\"] }, \"pass\\u0057ord\":\""
			  "\\ud800" SECRET "\"}]");
	buffer_str(&body, *first == '}' ? "" : ",");
	buffer_add(&body, first, (size_t)(end - first));
	r.body = body.at;
	r.len = r.content_length = body.len;
	serve(s, m, &r, line);
	MUST(!memmem(line->at, line->len, SECRET, strlen(SECRET)));
}

static void
ask(const struct method *m, const char *program, unsigned flags,
    const char *body, size_t len)
{
	static struct buffer line;
	static int64_t received;
	struct service *s = services[flags & WHICH_CONF];
	const size_t lengths[] = { len, SIZE_MAX, len + 1, (size_t)1 << 40 };
	char url[300];
	struct request r = {
		.request_method = flags & IS_GET ? "GET" : "POST",
		.content_type = types[(flags & WHICH_TYPE) >> 2],
		.url = url,
		.remote_addr = "192.0.2.1",
		.body = body,
		.len = len,
		.content_length = lengths[(flags & WHICH_LENGTH) >> 4],
	};

	if (flags & IS_URL)
		snprintf(url, sizeof url, "/EchoApp/%.*s",
			 (int)(len < 250 ? len : 250), body);
	else
		snprintf(url, sizeof url, "/EchoApp/%s", program);
	/* So far apart that each refusal is recorded: refusal_log.h. */
	received += INT64_C(1000000) * REFUSAL_LOG_BURST / REFUSAL_LOG_A_SECOND;
	r.received = received;
	if (serve(s, m, &r, &line) == 200)
		serve_with_secrets(s, m, r, &line);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const bool is_body = size > 0 && data[0] == '{';
	const struct named_method *m;
	size_t len = is_body ? size : size - 2;
	char *body;

	if (!is_body && size < 2)
		return 0;
	m = &methods[(is_body ? size : data[0]) % count];
	/* A buffer of the exact size, so that a sanitizer sees any overrun. */
	body = malloc(len ? len : 1);
	MUST(body != NULL);
	memcpy(body, data + (size - len), len);
	ask(m->method, m->program, is_body ? 0 : data[1], body, len);
	free(body);
	return 0;
}
