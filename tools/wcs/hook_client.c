/* hook_client - sends hooks over HTTP as WCS does, with libcurl. */

#include "hook_client.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "base/str.h"
#include "hook_client_error.h"
#include "hook_signature.h"

#define IDLE_MAX HOOK_CLIENT_CONNECTIONS

struct hook_client {
	struct hook_client_settings settings;
	CURLM *multi;
	int timer;
	CURL *idle[IDLE_MAX]; /* handles to be used again */
	size_t idle_count;
	unsigned busy; /* calls that libcurl works on */
	/* The queue of calls that wait for one of those to finish. */
	struct hook_call *first;
	struct hook_call *last;
};

const char *
hook_client_require(char **argv)
{
	(void)argv;
	return NULL;
}

struct hook_client *
hook_client_new(const struct hook_client_settings *settings)
{
	struct hook_client *h = calloc(1, sizeof *h);

	if (!h || curl_global_init(CURL_GLOBAL_DEFAULT) ||
	    !(h->multi = curl_multi_init()))
		die(EXIT_TEMPORARY, "cannot start libcurl:");
	h->timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	if (h->timer < 0)
		die(EXIT_TEMPORARY, "cannot make a timer:");
	h->settings = *settings;
	if (!h->settings.answer_max)
		h->settings.answer_max = HOOK_CLIENT_ANSWER_MAX;
	if (!h->settings.connections)
		h->settings.connections = HOOK_CLIENT_CONNECTIONS;
	curl_multi_setopt(h->multi, CURLMOPT_MAXCONNECTS,
			  (long)h->settings.connections);
	return h;
}

void
hook_client_free(struct hook_client *h)
{
	while (h->idle_count > 0)
		curl_easy_cleanup(h->idle[--h->idle_count]);
	curl_multi_cleanup(h->multi);
	close(h->timer);
	curl_global_cleanup();
	free(h);
}

bool
hook_client_is_url(const char *text)
{
	CURLU *u = curl_url();
	char *scheme = NULL, *host = NULL;
	bool is;

	if (!u)
		die(EXIT_TEMPORARY, "cannot parse a URL:");
	is = curl_url_set(u, CURLUPART_URL, text, 0) == CURLUE_OK &&
	     curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	     curl_url_get(u, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	     (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
	curl_free(scheme);
	curl_free(host);
	curl_url_cleanup(u);
	return is;
}

static size_t
save_body(char *bytes, size_t size, size_t n, void *arg)
{
	struct hook_call *c = arg;

	if (c->answer.len + size * n > c->answer_max)
		return 0;
	buffer_add(&c->answer, bytes, size * n);
	return size * n;
}

/* Copies the value without blanks around it, cut to `size`. */
static void
copy_header_value(char *into, size_t size, const char *at, size_t len)
{
	while (len > 0 && strchr(" \t", *at))
		at++, len--;
	while (len > 0 && strchr(" \t\r\n", at[len - 1]))
		len--;
	snprintf(into, size, "%.*s", (int)len, at);
}

static size_t
save_header(char *line, size_t size, size_t n, void *arg)
{
	static const char server[] = "Server:";
	const size_t len = sizeof server - 1;
	struct hook_call *c = arg;

	c->has_response = true;
	if (size * n > 12 && memcmp(line, "HTTP/1.1 100", 12) == 0)
		c->got_continue = true;
	if (size * n > len && strncasecmp(line, server, len) == 0)
		copy_header_value(c->server, sizeof c->server, line + len,
				  size * n - len);
	return size * n;
}

/*
 * libcurl calls this before each time it sends the request.  It sends the
 * request again by itself when a kept connection turns out to be closed; that
 * counts as a try, too.
 */
static int
count_try(void *arg, char *address, char *own, int port, int own_port)
{
	struct hook_call *c = arg;

	(void)address, (void)own, (void)port, (void)own_port;
	if (c->sends > 0 && c->tries_max && c->tries >= c->tries_max)
		return CURL_PREREQFUNC_ABORT;
	c->tries += c->sends++ > 0;
	return CURL_PREREQFUNC_OK;
}

/* Gives libcurl the body; half of it, then an abort, if the call aborts. */
static size_t
read_body(char *into, size_t size, size_t n, void *arg)
{
	struct hook_call *c = arg;
	size_t end = c->aborts ? c->len / 2 : c->len;

	if (c->aborts && c->body_sent >= end)
		return CURL_READFUNC_ABORT;
	n = end - c->body_sent < size * n ? end - c->body_sent : size * n;
	memcpy(into, c->body + c->body_sent, n);
	c->body_sent += n;
	return n;
}

static void
set_headers(struct hook_client *h, struct hook_call *c)
{
	const char *type =
	    c->content_type ? c->content_type : HOOK_CLIENT_CONTENT_TYPE;
	struct curl_slist *list = NULL;
	char line[64 + HOOK_SIGNATURE_SIZE], signature[HOOK_SIGNATURE_SIZE];

	list = curl_slist_append(list, "Accept: " HOOK_CLIENT_ACCEPT);
	snprintf(line, sizeof line, "Content-Type: %s", type);
	list = curl_slist_append(list, line);
	if (c->origin) {
		snprintf(line, sizeof line, "Origin: %s", c->origin);
		list = curl_slist_append(list, line);
	}
	list = curl_slist_append(list, "User-Agent: " HOOK_CLIENT_USER_AGENT);
	list = curl_slist_append(list, "Connection: keep-alive");
	list = curl_slist_append(list, c->framing == FRAMING_EXPECT
					   ? "Expect: 100-continue"
					   : "Expect:");
	if (c->framing == FRAMING_CHUNKED)
		list = curl_slist_append(list, "Transfer-Encoding: chunked");
	if (h->settings.key && !c->is_anonymous) {
		hook_signature(signature, h->settings.key, c->body, c->len);
		snprintf(line, sizeof line, "Authorization: WCS %.*s",
			 HOOK_SIGNATURE_SIZE - 1,
			 c->signature ? c->signature : signature);
		list = curl_slist_append(list, line);
	}
	curl_easy_setopt(c->handle, CURLOPT_HTTPHEADER, list);
	c->headers = list;
}

static void
set_body(struct hook_call *c)
{
	bool chunked = c->framing == FRAMING_CHUNKED;

	if (c->http_method) {
		curl_easy_setopt(c->handle, CURLOPT_CUSTOMREQUEST,
				 c->http_method);
		return;
	}
	curl_easy_setopt(c->handle, CURLOPT_POST, 1L);
	curl_easy_setopt(c->handle, CURLOPT_POSTFIELDSIZE_LARGE,
			 chunked ? (curl_off_t)-1 : (curl_off_t)c->len);
	if (!c->aborts && !chunked) {
		curl_easy_setopt(c->handle, CURLOPT_POSTFIELDS, c->body);
		return;
	}
	curl_easy_setopt(c->handle, CURLOPT_READFUNCTION, read_body);
	curl_easy_setopt(c->handle, CURLOPT_READDATA, c);
}

static void
set_options(struct hook_client *h, struct hook_call *c)
{
	CURL *e = c->handle;

	curl_easy_setopt(e, CURLOPT_URL, c->url);
	curl_easy_setopt(e, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(e, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(e, CURLOPT_PROXY, "");
	curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, h->settings.timeout);
	curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS,
			 h->settings.connect_timeout);
	curl_easy_setopt(e, CURLOPT_FORBID_REUSE, c->is_last ? 1L : 0L);
	curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, save_body);
	curl_easy_setopt(e, CURLOPT_WRITEDATA, c);
	curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, save_header);
	curl_easy_setopt(e, CURLOPT_HEADERDATA, c);
	curl_easy_setopt(e, CURLOPT_PREREQFUNCTION, count_try);
	curl_easy_setopt(e, CURLOPT_PREREQDATA, c);
	curl_easy_setopt(e, CURLOPT_ERRORBUFFER, c->detail);
	curl_easy_setopt(e, CURLOPT_PRIVATE, c);
	if (h->settings.ca_file)
		curl_easy_setopt(e, CURLOPT_CAINFO, h->settings.ca_file);
	if (h->settings.is_insecure) {
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 0L);
		curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 0L);
	}
	if (h->settings.user && !h->settings.key && !c->is_anonymous) {
		curl_easy_setopt(e, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
		curl_easy_setopt(e, CURLOPT_USERNAME, h->settings.user);
		curl_easy_setopt(e, CURLOPT_PASSWORD,
				 h->settings.password ? h->settings.password
						      : "");
	}
	set_headers(h, c);
	set_body(c);
}

static void
clear_answer(struct hook_call *c)
{
	free(c->answer_type);
	free(c->location);
	c->answer_type = c->location = NULL;
}

static void
begin(struct hook_client *h, struct hook_call *c)
{
	c->handle = h->idle_count ? h->idle[--h->idle_count] : curl_easy_init();
	if (!c->handle)
		die(EXIT_TEMPORARY, "cannot start a request with libcurl:");
	set_options(h, c);
	c->sent_at = monotonic_now();
	if (curl_multi_add_handle(h->multi, c->handle))
		die(EXIT_TEMPORARY, "cannot start a request with libcurl:");
	h->busy++;
}

void
hook_client_send(struct hook_client *h, struct hook_call *c)
{
	c->status = 0;
	c->error = "";
	c->detail[0] = c->server[0] = '\0';
	c->tries = 1;
	c->sends = 0;
	c->tries_max = h->settings.retries ? h->settings.retries + 1 : 0;
	c->has_response = false;
	c->body_sent = 0;
	c->error_kind = HOOK_CALL_ANSWERED;
	c->got_continue = false;
	c->answer.len = 0;
	c->answer_max = h->settings.answer_max;
	c->next = NULL;
	clear_answer(c);
	if (h->busy < h->settings.connections) {
		begin(h, c);
		return;
	}
	if (h->first)
		h->last->next = c;
	else
		h->first = c;
	h->last = c;
}

/* A call has finished: starts the next of the queue. */
static void
begin_next(struct hook_client *h)
{
	struct hook_call *c = h->first;

	h->busy--;
	if (!c)
		return;
	h->first = c->next;
	begin(h, c);
}

static void
read_info(struct hook_call *c)
{
	char *type = NULL, *location = NULL;

	curl_easy_getinfo(c->handle, CURLINFO_RESPONSE_CODE, &c->status);
	curl_easy_getinfo(c->handle, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(c->handle, CURLINFO_REDIRECT_URL, &location);
	c->answer_type = str_dup(type);
	c->location = str_dup(location);
}

static void
finish(struct hook_client *h, struct hook_call *c, CURLcode code)
{
	long connects = 0;

	c->ended_at = monotonic_now();
	curl_easy_getinfo(c->handle, CURLINFO_NUM_CONNECTS, &connects);
	c->is_new = connects > 0;
	if (code == CURLE_OK)
		read_info(c);
	else
		hook_client_error_set(c, code);
	curl_slist_free_all(c->headers);
	c->headers = NULL;
	if (h->idle_count < IDLE_MAX) {
		curl_easy_reset(c->handle);
		h->idle[h->idle_count++] = c->handle;
	} else {
		curl_easy_cleanup(c->handle);
	}
	c->handle = NULL;
}

/* The next finished call that is not to be sent again, or NULL. */
static struct hook_call *
next_finished(struct hook_client *h)
{
	CURLMsg *m;
	int left;

	while ((m = curl_multi_info_read(h->multi, &left))) {
		CURL *e = m->easy_handle;
		CURLcode code = m->data.result;
		struct hook_call *c = NULL;

		curl_easy_getinfo(e, CURLINFO_PRIVATE, &c);
		curl_multi_remove_handle(h->multi, e);
		if (!c->aborts && hook_client_error_is_send_failure(c, code) &&
		    c->tries <= h->settings.retries) {
			c->tries++;
			c->sends = 0;
			curl_multi_add_handle(h->multi, e);
			continue;
		}
		finish(h, c, code);
		begin_next(h);
		return c;
	}
	return NULL;
}

/*
 * A timer wakes the poll, because its own timeout is in milliseconds, too
 * coarse for a steady rate.
 */
static void
wait_for_curl(struct hook_client *h, int64_t microseconds)
{
	const struct itimerspec after = {
		.it_value = { .tv_sec = microseconds / 1000000,
			      .tv_nsec = microseconds % 1000000 * 1000 },
	};
	struct curl_waitfd timer = { .fd = h->timer,
				     .events = CURL_WAIT_POLLIN };

	timerfd_settime(h->timer, 0, &after, NULL);
	curl_multi_poll(h->multi, &timer, 1, (int)(microseconds / 1000) + 1000,
			NULL);
}

struct hook_call *
hook_client_wait(struct hook_client *h, int64_t microseconds)
{
	struct hook_call *c = next_finished(h);
	int running;

	if (c)
		return c;
	curl_multi_perform(h->multi, &running);
	c = next_finished(h);
	if (c || microseconds <= 0)
		return c;
	wait_for_curl(h, microseconds);
	curl_multi_perform(h->multi, &running);
	return next_finished(h);
}

void
hook_client_clear_call(struct hook_call *c)
{
	buffer_free(&c->answer);
	clear_answer(c);
}
