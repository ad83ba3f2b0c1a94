/*
 * fuzz_fastcgi - any bytes at the socket of a program, for libFuzzer.
 *
 * The first byte of an input says in which pieces the rest comes.  Besides what
 * the sanitizers find, it is an error if other pieces, or a reader that
 * continues from a dump, lead to another request or to other replies.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fcgi/cgi_variables.h"
#include "fcgi/request_reader.h"

#define BODY_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define MUST(condition) must((condition), #condition, __LINE__)

static void
must(bool holds, const char *what, int line)
{
	if (holds)
		return;
	fprintf(stderr, "fuzz_fastcgi.c:%d: not so: %s\n", line, what);
	abort();
}

/* Feeds a copy of the exact size, so that a sanitizer sees any overrun. */
static enum request_reader_state
feed(struct request_reader *r, const char *bytes, size_t len)
{
	char *copy = malloc(len ? len : 1);
	enum request_reader_state state;

	memcpy(copy, bytes, len);
	state = request_reader_feed(r, copy, len, BODY_MAX);
	free(copy);
	MUST(r->body.len <= BODY_MAX + 1);
	MUST(r->params.len <= REQUEST_READER_PARAMS_MAX);
	MUST((state == REQUEST_READER_WHOLE) == r->whole ||
	     state == REQUEST_READER_BROKEN);
	return state;
}

/* Feeds pieces until the request is whole; *used: how many bytes that took. */
static enum request_reader_state
feed_pieces(struct request_reader *r, const char *bytes, size_t len,
	    size_t piece, size_t *used)
{
	enum request_reader_state state = REQUEST_READER_WAITS;
	size_t n;

	for (*used = 0; *used < len && state == REQUEST_READER_WAITS;
	     *used += n) {
		n = len - *used < piece ? len - *used : piece;
		state = feed(r, bytes + *used, n);
	}
	return state;
}

static void
must_be_same(const struct buffer *a, const struct buffer *b)
{
	MUST(a->len == b->len);
	MUST(a->len == 0 || memcmp(a->at, b->at, a->len) == 0);
}

static void
check_variables(const struct request_reader *r)
{
	struct cgi_variables v = { 0 };
	const char *uri;

	cgi_variables_read(&v, r->params.at ? r->params.at : "", r->params.len);
	uri = cgi_variables_get(&v, "REQUEST_URI");
	MUST(!uri || strlen(uri) <= r->params.len);
	cgi_variables_free(&v);
}

static void
check_dump(const struct request_reader *r)
{
	struct request_reader other = { 0 };
	struct buffer dump = { 0 };

	request_reader_dump(r, &dump);
	feed(&other, dump.at ? dump.at : "", dump.len);
	MUST(other.whole == r->whole);
	MUST(other.active == r->active);
	must_be_same(&other.params, &r->params);
	must_be_same(&other.body, &r->body);
	must_be_same(&other.partial, &r->partial);
	buffer_free(&dump);
	request_reader_reset(&other);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct request_reader whole = { 0 }, pieces = { 0 };
	const char *bytes = (const char *)data + 1;
	enum request_reader_state state;
	size_t used;

	if (size < 1)
		return 0;
	state = feed_pieces(&pieces, bytes, size - 1, 1 + data[0], &used);
	MUST(feed(&whole, bytes, used) == state);
	if (state != REQUEST_READER_BROKEN) {
		must_be_same(&whole.params, &pieces.params);
		must_be_same(&whole.body, &pieces.body);
		must_be_same(&whole.replies, &pieces.replies);
		must_be_same(&whole.partial, &pieces.partial);
		check_variables(&whole);
		check_dump(&whole);
	}
	request_reader_reset(&whole);
	request_reader_reset(&pieces);
	return 0;
}
