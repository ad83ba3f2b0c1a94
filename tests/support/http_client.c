/* client - speaks HTTP to the server of a test. */

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

struct pile {
	char *at;
	size_t len;
};

static size_t
keep(char *bytes, size_t size, size_t n, void *arg)
{
	struct pile *p = arg;

	p->at = realloc(p->at, p->len + size * n + 1);
	if (!p->at)
		return 0;
	memcpy(p->at + p->len, bytes, size * n);
	p->len += size * n;
	p->at[p->len] = '\0';
	return size * n;
}

struct got
client_send(struct client *c, const char *verb, const char *path,
	    const char *const *headers, const char *body, size_t len)
{
	struct got g = { 0 };
	struct pile text = { strdup(""), 0 }, head = { strdup(""), 0 };
	struct curl_slist *lines = NULL;
	char url[8192], *type = NULL;
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
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &text);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, keep);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, &head);
	code = curl_easy_perform(c->curl);
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &g.status);
	curl_easy_getinfo(c->curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(c->curl, CURLINFO_NUM_CONNECTS, &g.connects);
	curl_easy_getinfo(c->curl, CURLINFO_LOCAL_PORT, &g.local_port);
	curl_slist_free_all(lines);
	if (code != CURLE_OK) {
		g.status = 0;
		g.error = curl_easy_strerror(code);
	}
	g.body = text.at;
	g.len = text.len;
	g.head = head.at;
	g.type = strdup(type ? type : "");
	return g;
}

struct got
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

struct got
web_post(const char *path, const char *body)
{
	struct client *c = client_new();
	struct got g = client_post(c, path, body, strlen(body));

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
	struct pile text = { strdup(""), 0 };
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
		keep(piece, 1, (size_t)n, &text);
	close(fd);
	if (got)
		*got = text.len;
	return text.at;
}
