/* http_post - sends POST requests over HTTP with libcurl. */

#include "http_post.h"

#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

#ifndef VERSION
#define VERSION "unknown"
#endif

/* Seconds. */
#define CONNECT_TIMEOUT 10L

struct http_post {
	CURLM *multi;
	struct curl_waitfd watched[HTTP_POST_WATCHED_MAX];
	unsigned watched_count;
};

struct http_post *
http_post_new(void)
{
	struct http_post *h = calloc(1, sizeof *h);

	if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) ||
	    !(h->multi = curl_multi_init()))
		die(EXIT_TEMPORARY, "cannot start libcurl:");
	return h;
}

void
http_post_free(struct http_post *h)
{
	curl_multi_cleanup(h->multi);
	curl_global_cleanup();
	free(h);
}

/* A receiver that sends for ever is not read for ever. */
static size_t
save_answer(char *bytes, size_t size, size_t n, void *arg)
{
	struct http_request *r = arg;

	if (r->answer.len + size * n > HTTP_POST_ANSWER_MAX)
		return 0;
	buffer_add(&r->answer, bytes, size * n);
	return size * n;
}

static void
add_header(struct http_request *r, const char *name, const char *value)
{
	struct curl_slist *all;
	struct buffer b = { 0 };

	all = curl_slist_append(r->headers, buffer_join(&b, name, ": ", value));
	if (!all)
		die(EXIT_TEMPORARY, "cannot store a header:");
	r->headers = all;
	buffer_free(&b);
}

static void
add_headers(struct http_request *r)
{
	char seconds[24];

	snprintf(seconds, sizeof seconds, "%" PRId64, r->seconds);
	add_header(r, "Content-Type", "application/json");
	add_header(r, "webhook-id", r->id);
	add_header(r, "webhook-timestamp", seconds);
	add_header(r, "webhook-signature", r->signature);
	/* Without "Expect: 100-continue", which costs a round trip. */
	r->headers = curl_slist_append(r->headers, "Expect:");
	if (!r->headers)
		die(EXIT_TEMPORARY, "cannot store a header:");
}

/* What is the same in all requests of a handle. */
static void
prepare(struct http_request *r, CURL *c)
{
	curl_easy_setopt(c, CURLOPT_PRIVATE, r);
	curl_easy_setopt(c, CURLOPT_ERRORBUFFER, r->error);
	curl_easy_setopt(c, CURLOPT_URL, r->url);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, "");
	curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(c, CURLOPT_SSL_VERIFYHOST, 2L);
	if (r->ca_file)
		curl_easy_setopt(c, CURLOPT_CAINFO, r->ca_file);
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
	curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)r->timeout);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, CONNECT_TIMEOUT);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "EchoApp/" VERSION);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, save_answer);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, r);
}

void
http_post_send(struct http_post *h, struct http_request *r)
{
	CURL *c = r->handle;

	if (!c) {
		c = r->handle = curl_easy_init();
		if (!c)
			die(EXIT_TEMPORARY, "cannot start a request:");
		prepare(r, c);
	}
	r->status = 0;
	r->error[0] = '\0';
	r->retry_after = 0;
	r->answer.len = 0;
	add_headers(r);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, r->headers);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)r->len);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, r->body);
	if (curl_multi_add_handle(h->multi, c))
		die(EXIT_TEMPORARY, "cannot send a request");
	r->busy = true;
}

/* The status counts even if the rest of a response was too long to read. */
static struct http_request *
finish(struct http_post *h, CURL *c, CURLcode code)
{
	curl_off_t after = 0;
	struct http_request *r;

	curl_easy_getinfo(c, CURLINFO_PRIVATE, (char **)&r);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &r->status);
	curl_easy_getinfo(c, CURLINFO_RETRY_AFTER, &after);
	r->retry_after = after > 0 && after < 86400 ? (long)after : 0;
	if (code != CURLE_OK && code != CURLE_WRITE_ERROR) {
		r->status = 0;
		if (!r->error[0])
			snprintf(r->error, sizeof r->error, "%s",
				 curl_easy_strerror(code));
	}
	curl_multi_remove_handle(h->multi, c);
	curl_slist_free_all(r->headers);
	r->headers = NULL;
	r->busy = false;
	return r;
}

static struct http_request *
next_finished(struct http_post *h)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left)))
		if (m->msg == CURLMSG_DONE)
			return finish(h, m->easy_handle, m->data.result);
	return NULL;
}

void
http_post_watch(struct http_post *h, int fd)
{
	if (h->watched_count < HTTP_POST_WATCHED_MAX)
		h->watched[h->watched_count++] =
		    (struct curl_waitfd){ .fd = fd,
					  .events = CURL_WAIT_POLLIN };
}

struct http_request *
http_post_wait(struct http_post *h, int ms)
{
	struct http_request *r;
	int running;

	curl_multi_perform(h->multi, &running);
	r = next_finished(h);
	if (r || ms <= 0)
		return r;
	curl_multi_poll(h->multi, h->watched, h->watched_count, ms, NULL);
	h->watched_count = 0;
	curl_multi_perform(h->multi, &running);
	return next_finished(h);
}

void
http_post_drop(struct http_post *h, struct http_request *r)
{
	if (r->busy)
		curl_multi_remove_handle(h->multi, r->handle);
	if (r->handle)
		curl_easy_cleanup(r->handle);
	curl_slist_free_all(r->headers);
	buffer_free(&r->answer);
	r->handle = r->headers = NULL;
	r->busy = false;
}
