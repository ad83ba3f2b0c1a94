/* bodies - long bodies, sent in each way that HTTP has. */

#include "bodies.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "support/http_client.h"

static const char *const whole[] = { "Content-Type: application/json",
				     "Expect:", NULL };
static const char *const chunked[] = { "Content-Type: application/json",
				       "Transfer-Encoding: chunked",
				       "Expect:", NULL };
static const char *const asking[] = { "Content-Type: application/json",
				      "Expect: 100-continue", NULL };
const char *const *const kinds[KINDS] = { whole, chunked, asking };

/*
 * An object padded with white space, of which each byte differs from the next.
 */
struct response
send_long(size_t len, const char *const *headers)
{
	struct client *c = client_new();
	char *body = malloc(len);
	struct response g;
	size_t i;

	ck_assert_ptr_nonnull(body);
	for (i = 0; i < len; i++)
		body[i] = " \t\r\n"[i * 2654435761u >> 7 & 3];
	body[0] = '{';
	body[len - 1] = '}';
	g = client_send(c, "POST", "/EchoApp/streamEvent", headers, body, len);
	if (g.status == 200) {
		ck_assert_uint_eq(g.len, len);
		ck_assert_mem_eq(g.body, body, len);
	}
	client_free(c);
	free(body);
	return g;
}
