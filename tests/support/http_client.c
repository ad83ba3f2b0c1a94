/* http_client - speaks HTTP to the server of a test. */

#include "http_client.h"

#include <arpa/inet.h>
#include <check.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "web_server.h"

struct client {
	CURL *curl;
};

struct client *
client_new(void)
{
	struct client *c = calloc(1, sizeof *c);

	ck_assert_ptr_nonnull(c);
	c->curl = curl_easy_init();
	ck_assert_ptr_nonnull(c->curl);
	return c;
}

void
client_free(struct client *c)
{
	curl_easy_cleanup(c->curl);
	free(c);
}

static size_t
keep(char *bytes, size_t size, size_t n, void *into)
{
	buffer_add(into, bytes, size * n);
	return size * n;
}

/* Adds a NUL, which is not part of the length. */
static char *
text_of(struct buffer *b)
{
	buffer_add(b, "", 1);
	b->len--;
	return b->at;
}

struct response
client_send(struct client *c, const char *verb, const char *path,
	    const char *const *headers, const char *body, size_t len)
{
	struct response g = { 0 };
	struct buffer body_in = { 0 }, head = { 0 };
	struct curl_slist *lines = NULL;
	char url[8192], *type = NULL;
	long status, connects, local_port;
	CURLcode code;

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", web_port(), path);
	for (; headers && *headers; headers++)
		lines = curl_slist_append(lines, *headers);
	curl_easy_reset(c->curl);
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	curl_easy_setopt(c->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, verb);
	if (body) {
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)len);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body);
	}
	if (strcmp(verb, "HEAD") == 0)
		curl_easy_setopt(c->curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, lines);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &body_in);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, keep);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, &head);
	code = curl_easy_perform(c->curl);
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(c->curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(c->curl, CURLINFO_NUM_CONNECTS, &connects);
	curl_easy_getinfo(c->curl, CURLINFO_LOCAL_PORT, &local_port);
	curl_slist_free_all(lines);
	if (code == CURLE_OK)
		g.status = (int)status;
	else
		g.error = curl_easy_strerror(code);
	g.connects = (int)connects;
	g.local_port = (int)local_port;
	g.body = text_of(&body_in);
	g.len = body_in.len;
	g.head = text_of(&head);
	g.type = strdup(type ? type : "");
	return g;
}

struct response
client_post(struct client *c, const char *path, const char *body, size_t len)
{
	static const char *const headers[] = {
		"Accept: application/json, application/*+json",
		"Content-Type: application/json;charset=UTF-8",
		"User-Agent: Java/1.8.0_111",
		"Expect:",
		NULL,
	};

	return client_send(c, "POST", path, headers, body, len);
}

struct response
web_post(const char *path, const char *body)
{
	struct client *c = client_new();
	struct response g = client_post(c, path, body, strlen(body));

	client_free(c);
	return g;
}

struct response
web_post_with(const char *path, const char *body, const char *header)
{
	const char *const headers[] = {
		"Content-Type: application/json;charset=UTF-8",
		header,
		NULL,
	};
	struct client *c = client_new();
	struct response g =
	    client_send(c, "POST", path, headers, body, strlen(body));

	client_free(c);
	return g;
}

int
web_connect(void)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)web_port()),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
	return fd;
}

char *
web_raw(const char *bytes, size_t len, size_t *got)
{
	int fd = web_connect();
	struct pollfd on = { .fd = fd, .events = POLLIN };
	struct buffer text = { 0 };
	char piece[4096];
	ssize_t n;

	while (len > 0) {
		n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		bytes += n;
		len -= (size_t)n;
	}
	while (poll(&on, 1, 1000) > 0 &&
	       (n = read(fd, piece, sizeof piece)) > 0)
		buffer_add(&text, piece, (size_t)n);
	close(fd);
	if (got)
		*got = text.len;
	return text_of(&text);
}
