/* test_message - posts one signed message. */

#include "test_message.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/die.h"
#include "base/str.h"
#include "base/timestamp.h"
#include "delivery/webhook_secret.h"
#include "http_post.h"
#include "outcome.h"

#define TIMEOUT 10

/* The ids of two tests differ. */
static void
make_body(struct buffer *body, char *id, size_t size)
{
	char time[TIMESTAMP_SIZE];

	snprintf(id, size, "test_%" PRId64, timestamp_now());
	timestamp_format(time, sizeof time, timestamp_now());
	buffer_printf(body,
		      "{\"id\":\"%s\",\"type\":\"test\",\"timestamp\":\"%s\","
		      "\"data\":{}}",
		      id, time);
}

static int
post(const char *url, const struct webhook_secret *s)
{
	struct http_post *http = http_post_new();
	struct buffer body = { 0 }, signature = { 0 };
	struct http_request r = { .url = url, .timeout = TIMEOUT };
	struct outcome_of_send o;
	char id[64];

	make_body(&body, id, sizeof id);
	r.id = id;
	r.body = body.at;
	r.len = body.len;
	r.seconds = time(NULL);
	webhook_secret_sign(s, id, r.seconds,
			    (struct bytes){ body.at, body.len }, &signature);
	buffer_byte(&signature, '\0');
	r.signature = signature.at;
	http_post_send(http, &r);
	while (!http_post_wait(http, TIMEOUT * 1000))
		;
	outcome_of_response(&o, &r);
	if (o.kind == SENT_DELIVERED)
		printf("%s: accepted with %d\n", url, o.status);
	else
		printf("%s: %s\n", url, o.error.text);
	http_post_drop(http, &r);
	http_post_free(http);
	buffer_free(&body);
	buffer_free(&signature);
	return o.kind == SENT_DELIVERED ? 0 : 1;
}

int
test_message_post(const char *url, const char *secret_file)
{
	char *path = realpath(secret_file, NULL);
	struct webhook_secret s = { 0 };
	struct error e;
	int code = 1;

	if (!path)
		printf("%s: there is no such file\n", secret_file);
	else if (webhook_secret_refresh(&s, path, &e))
		printf("%s\n", e.text);
	else
		code = post(url, &s);
	webhook_secret_wipe(&s);
	free(path);
	return code;
}
