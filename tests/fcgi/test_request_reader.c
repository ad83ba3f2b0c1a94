/* request_reader: records, in any pieces, become a request. */

#include <stdlib.h>
#include <string.h>

#include "fcgi/cgi_variables.h"
#include "fcgi/fastcgi_record.h"
#include "fcgi/request_reader.h"
#include "support/fastcgi_client.h"
#include "support/harness.h"

#define KIB ((size_t)1024)
#define MAX (64 * KIB)

static struct request_reader reader;
static char bytes[1024 * KIB];

static void
end(void)
{
	request_reader_reset(&reader);
}

const struct test_setup test_setup = { .after = end };

static enum request_reader_state
feed(const char *at, size_t len)
{
	return request_reader_feed(&reader, at, len, MAX);
}

TEST(a_request_is_whole_with_its_last_byte_in_any_pieces)
{
	size_t len = fastcgi_request(bytes, 7, true, NULL, 3000), piece, at, n;

	for (piece = 1; piece < len; piece += 1 + piece / 3) {
		for (at = 0; at < len; at += n) {
			n = len - at < piece ? len - at : piece;
			ck_assert_int_eq(feed(bytes + at, n),
					 at + n < len ? REQUEST_READER_WAITS
						      : REQUEST_READER_WHOLE);
			ck_assert(request_reader_has_begun(&reader));
		}
		ck_assert_uint_eq(reader.id, 7);
		ck_assert(reader.keep);
		ck_assert_uint_eq(reader.body.len, 3000);
		ck_assert(!reader.truncated);
		request_reader_reset(&reader);
		ck_assert(!request_reader_has_begun(&reader));
		ck_assert_uint_eq(request_reader_size(&reader), 0);
	}
}

TEST(of_a_body_that_is_too_long_one_byte_more_is_kept)
{
	static const size_t lens[] = { MAX - 1, MAX, MAX + 1, 3 * MAX };
	size_t i;

	for (i = 0; i < ROWS(lens); i++) {
		size_t len = fastcgi_request(bytes, 1, false, NULL, lens[i]);

		ck_assert_int_eq(feed(bytes, len), REQUEST_READER_WHOLE);
		ck_assert_uint_eq(reader.body.len,
				  lens[i] <= MAX ? lens[i] : MAX + 1);
		ck_assert_int_eq(reader.truncated, lens[i] > MAX);
		request_reader_reset(&reader);
	}
}

TEST(a_dump_continues_in_another_reader)
{
	size_t len = fastcgi_request(bytes, 2, true, NULL, 5000), at;

	for (at = 1; at <= len; at += 37) {
		struct buffer dump = { 0 };
		struct request_reader other = { 0 };

		feed(bytes, at);
		request_reader_dump(&reader, &dump);
		request_reader_feed(&other, dump.at, dump.len, MAX);
		ck_assert_int_eq(
		    request_reader_feed(&other, bytes + at, len - at, MAX),
		    REQUEST_READER_WHOLE);
		ck_assert_uint_eq(other.body.len, 5000);
		ck_assert_uint_eq(other.id, 2);
		ck_assert(other.keep);
		buffer_free(&dump);
		request_reader_reset(&other);
		request_reader_reset(&reader);
	}
}

TEST(bytes_beyond_a_request_end_the_connection_after_it)
{
	size_t len = fastcgi_request(bytes, 1, true, "{}", 2);

	ck_assert_int_eq(feed(bytes, len + 3), REQUEST_READER_WHOLE);
	ck_assert(!reader.keep);
}

TEST(variables_have_short_and_long_lengths)
{
	struct cgi_variables v = { 0 };
	struct buffer pairs = { 0 };
	char value[1000];

	memset(value, 'v', sizeof value);
	value[sizeof value - 1] = '\0';
	fastcgi_record_add_pair(&pairs, "A", 1, "", 0);
	fastcgi_record_add_pair(&pairs, "LONG", 4, value, sizeof value - 1);
	fastcgi_record_add_pair(&pairs, value, 200, "x\0y", 3);
	ck_assert(cgi_variables_read(&v, pairs.at, pairs.len));
	ck_assert_str_eq(cgi_variables_get(&v, "A"), "");
	ck_assert_str_eq(cgi_variables_get(&v, "LONG"), value);
	ck_assert_ptr_null(cgi_variables_get(&v, "LON"));
	value[200] = '\0';
	ck_assert_str_eq(cgi_variables_get(&v, value), "x");
	/* Without its last byte no pair is whole. */
	ck_assert(!cgi_variables_read(&v, pairs.at, pairs.len - 1));
	ck_assert(cgi_variables_read(&v, pairs.at, 0));
	ck_assert_ptr_null(cgi_variables_get(&v, "A"));
	cgi_variables_free(&v);
	buffer_free(&pairs);
}
