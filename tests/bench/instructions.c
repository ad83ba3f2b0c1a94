/*
 * instructions - handles the same body N times, for callgrind to count.
 *
 *	instructions hook N BODY      a hook, answered as main.c would
 *	instructions json-c N BODY    only parsed and printed with json-c
 *
 * It is one process, because callgrind cannot see where a request of a program
 * behind a web server begins.  The difference between two N is the cost of one
 * hook.
 */

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "request/serve.h"

struct text {
	char at[64 * 1024];
	size_t len;
};

static void
serve(const struct text *body, long times)
{
	struct service *s = serve_open(getenv("ECHOAPP_CONF"), NULL, &method);

	while (times-- > 0) {
		struct request r = {
			.request_method = "POST",
			.content_type = "application/json;charset=UTF-8",
			.url = "/EchoApp/CallStatusEvent",
			.remote_addr = "127.0.0.1",
			.body = body->at,
			.len = body->len,
			.content_length = body->len,
		};
		struct answer a;

		r.received = monotonic_now();
		serve_confine(s, false);
		serve_request(s, &method, &r, &a);
		if (a.status != 200)
			die(EXIT_PERMANENT, "the response has the status %d",
			    a.status);
		serve_trim(s);
	}
	serve_close(s);
}

static void
parse_and_print(const struct text *body, long times)
{
	struct json_tokener *tok = json_tokener_new();

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
					JSON_TOKENER_VALIDATE_UTF8);
	while (times-- > 0) {
		struct json_object *o;

		json_tokener_reset(tok);
		o = json_tokener_parse_ex(tok, body->at, (int)body->len);
		if (!o)
			die(EXIT_PERMANENT, "json-c cannot parse the body");
		json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN);
		json_object_put(o);
	}
	json_tokener_free(tok);
}

static void
read_text(struct text *t, const char *path)
{
	FILE *from = fopen(path, "re");

	if (!from)
		die(EXIT_PERMANENT, "%s:", path);
	t->len = fread(t->at, 1, sizeof t->at, from);
	fclose(from);
}

int
main(int argc, char **argv)
{
	static struct text body;

	if (argc != 4)
		die(EXIT_PERMANENT, "usage: instructions hook|json-c N BODY");
	read_text(&body, argv[3]);
	if (strcmp(argv[1], "hook") == 0)
		serve(&body, atol(argv[2]));
	else
		parse_and_print(&body, atol(argv[2]));
	return 0;
}
