/* play_receiver - an HTTP server that prints what echoapp-deliver posts. */

#include "play_receiver.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/json_token.h"
#include "base/write_all.h"
#include "delivery/webhook_secret.h"
#include "report/escape.h"

#define CHUNK ((size_t)64 * 1024)
#define REQUEST_MAX ((size_t)8 * 1024 * 1024)
#define HEADER_MAX 1024

/* The value of a header; false: it is missing, or too long. */
static bool
find_header(const char *head, const char *name, char *into, size_t size)
{
	const size_t len = strlen(name);
	const char *line = head;

	while ((line = strstr(line, "\r\n"))) {
		line += 2;
		if (strncasecmp(line, name, len) == 0 && line[len] == ':') {
			line += len + 1;
			line += strspn(line, " ");
			return snprintf(into, size, "%.*s",
					(int)strcspn(line, "\r"),
					line) < (int)size;
		}
	}
	return false;
}

static bool
is_signed(const char *head, const char *body, size_t len,
	  const char *secret_file)
{
	char id[HEADER_MAX], seconds[32], signature[HEADER_MAX];
	static struct webhook_secret secret;
	struct buffer wanted = { 0 };
	struct error e;
	bool good;

	if (webhook_secret_refresh(&secret, secret_file, &e) ||
	    !find_header(head, "webhook-id", id, sizeof id) ||
	    !find_header(head, "webhook-timestamp", seconds, sizeof seconds) ||
	    !find_header(head, "webhook-signature", signature,
			 sizeof signature))
		return false;
	webhook_secret_sign(&secret, id, strtoll(seconds, NULL, 10),
			    (struct bytes){ body, len }, &wanted);
	buffer_byte(&wanted, '\0');
	good = strcmp(wanted.at, signature) == 0;
	buffer_free(&wanted);
	return good;
}

static void
print(const char *body, size_t len, bool good)
{
	struct json_scan s = { 0 };
	struct buffer shown = { 0 };
	const struct json_token *data = NULL, *type = NULL;

	if (json_scan(&s, body, len) == 0) {
		data = json_token_member(&s, json_token_root(&s), "data");
		type = json_token_member(&s, json_token_root(&s), "type");
	}
	if (data && type)
		escape_add_json(&shown, body + data->start,
				data->end - data->start);
	printf("    delivered: %.*s, signature %s\n        %.*s\n",
	       type ? (int)(type->end - type->start - 2) : 0,
	       type ? body + type->start + 1 : "", good ? "good" : "WRONG",
	       (int)shown.len, shown.at ? shown.at : "");
	fflush(stdout);
	buffer_free(&shown);
	json_scan_free(&s);
}

/* One whole request; 0: more of it has to come; -1: it is none. */
static int
serve_request(int fd, struct buffer *b, const char *secret_file)
{
	static const char answer[] =
	    "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";
	char *end = b->len ? memmem(b->at, b->len, "\r\n\r\n", 4) : NULL;
	char length[32];
	size_t head, body;

	if (!end)
		return b->len > REQUEST_MAX ? -1 : 0;
	head = (size_t)(end - b->at) + 4;
	end[2] = '\0';
	if (!find_header(b->at, "content-length", length, sizeof length))
		return -1;
	body = strtoul(length, NULL, 10);
	if (body > REQUEST_MAX)
		return -1;
	if (b->len < head + body) {
		end[2] = '\r';
		return 0;
	}
	print(b->at + head, body,
	      is_signed(b->at, b->at + head, body, secret_file));
	memmove(b->at, b->at + head + body, b->len - head - body);
	b->len -= head + body;
	return write_all(fd, answer, sizeof answer - 1) ? -1 : 1;
}

void
play_receiver_run(int listener, const char *secret_file)
{
	struct buffer b = { 0 };
	int fd, served;
	ssize_t n;

	while ((fd = accept(listener, NULL, NULL)) >= 0) {
		b.len = 0;
		while ((n = read(fd, buffer_reserve(&b, CHUNK), CHUNK)) > 0) {
			b.len += (size_t)n;
			do
				served = serve_request(fd, &b, secret_file);
			while (served > 0);
			if (served < 0)
				break;
		}
		close(fd);
	}
	buffer_free(&b);
}
