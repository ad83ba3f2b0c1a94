/* The programs speak FastCGI 1.0. */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/fastcgi_client.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

enum { BEGIN = 1, ABORT, END, PARAMS, STDIN, GET_VALUES = 9, VALUES, UNKNOWN };
enum { COMPLETE, CANT_MPX, OVERLOADED, UNKNOWN_ROLE };

#define BODY "{ \"a\" : 1 }"
#define SOON 10.0

static char bytes[4096];

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
};

static void
check_answered(int fd, int id)
{
	struct fastcgi_reply r = fastcgi_read(fd, SOON);

	ck_assert_msg(r.ended && r.how == COMPLETE && r.id == id,
		      "%d %d %d: %s", r.ended, r.how, r.id, r.out);
	ck_assert_msg(strncmp(r.out, "Status: 200 OK\r\n", 16) == 0, "%s",
		      r.out);
	ck_assert_str_eq(strstr(r.out, "\r\n\r\n") + 4, BODY);
}

static void
check_closed(int fd)
{
	struct fastcgi_reply r = fastcgi_read(fd, SOON);

	ck_assert_msg(r.closed && !r.ended, "%d: %s", r.ended, r.out);
	close(fd);
}

static size_t
request(int id, bool keep)
{
	return fastcgi_request(bytes, id, keep, BODY, strlen(BODY));
}

TEST(a_request_is_answered_whatever_pieces_it_comes_in)
{
	size_t len = request(1, false), i;
	int fd = fastcgi_connect("call");

	for (i = 0; i < len; i++) {
		fastcgi_send(fd, bytes + i, 1);
		usleep(500);
	}
	check_answered(fd, 1);
	check_closed(fd);
	for (i = 1; i < len; i += 7) {
		fd = fastcgi_connect("call");
		fastcgi_send(fd, bytes, i);
		usleep(2000);
		fastcgi_send(fd, bytes + i, len - i);
		check_answered(fd, 1);
		check_closed(fd);
	}
}

TEST(padding_is_dropped)
{
	int fd = fastcgi_connect("call");
	size_t len = request(300, false), at, size;

	for (at = 0; at < len; at += size) {
		char record[4096] = { 0 };

		size = 8 + ((size_t)(unsigned char)bytes[at + 4] << 8 |
			    (unsigned char)bytes[at + 5]);
		memcpy(record, bytes + at, size);
		record[6] = (char)200;
		fastcgi_send(fd, record, size + 200);
	}
	check_answered(fd, 300);
	check_closed(fd);
}

TEST(a_kept_connection_takes_one_request_after_another)
{
	int fd = fastcgi_connect("call"), i;

	for (i = 1; i <= 100; i++) {
		fastcgi_send(fd, bytes, request(i, true));
		check_answered(fd, i);
	}
	fastcgi_send(fd, bytes, request(1, false));
	check_answered(fd, 1);
	check_closed(fd);
}

/* More than libfcgi's programs could keep, and than select() can watch. */
TEST(idle_connections_do_not_delay_others)
{
	static int kept[900];
	size_t i;

	for (i = 0; i < ROWS(kept); i++) {
		kept[i] = fastcgi_connect("call");
		if (i % 2) {
			fastcgi_send(kept[i], bytes, request(1, true));
			check_answered(kept[i], 1);
		}
	}
	ck_assert_int_eq(web_post("/EchoApp/call", BODY).status, 200);
	for (i = 0; i < ROWS(kept); i++) {
		fastcgi_send(kept[i], bytes, request(2, false));
		check_answered(kept[i], 2);
		close(kept[i]);
	}
}

TEST(values_are_told)
{
	static const char asked[] = "\x0e\0FCGI_MAX_CONNS"
				    "\x0f\0FCGI_MPXS_CONNS\x04\0NONE";
	int fd = fastcgi_connect("call");
	struct fastcgi_reply r;

	fastcgi_send(
	    fd, bytes,
	    fastcgi_record(bytes, GET_VALUES, 0, asked, sizeof asked - 1));
	r = fastcgi_read(fd, SOON);
	ck_assert_int_eq(r.other_type, VALUES);
	ck_assert_uint_eq(r.other_len, 2 + 14 + 3 + 2 + 15 + 1);
	ck_assert_mem_eq(r.other + r.other_len - 18, "\x0f\1FCGI_MPXS_CONNS0",
			 18);
	fastcgi_send(fd, bytes, request(1, false));
	check_answered(fd, 1);
}

TEST(unknown_types_are_told)
{
	int fd = fastcgi_connect("call");
	struct fastcgi_reply r;

	fastcgi_send(fd, bytes, fastcgi_record(bytes, 77, 0, "what", 4));
	r = fastcgi_read(fd, SOON);
	ck_assert_int_eq(r.other_type, UNKNOWN);
	ck_assert_uint_eq(r.other_len, 8);
	ck_assert_int_eq(r.other[0], 77);
	fastcgi_send(fd, bytes, request(1, false));
	check_answered(fd, 1);
}

TEST(other_roles_are_refused)
{
	int fd = fastcgi_connect("call");
	struct fastcgi_reply r;

	fastcgi_send(fd, bytes, fastcgi_begin(bytes, 5, 2, 1));
	r = fastcgi_read(fd, SOON);
	ck_assert(r.ended);
	ck_assert_int_eq(r.how, UNKNOWN_ROLE);
	ck_assert_int_eq(r.id, 5);
	fastcgi_send(fd, bytes, request(6, true));
	check_answered(fd, 6);
	fastcgi_send(fd, bytes, fastcgi_begin(bytes, 7, 3, 0));
	ck_assert_int_eq(fastcgi_read(fd, SOON).how, UNKNOWN_ROLE);
	check_closed(fd);
}

TEST(a_second_request_at_the_same_time_is_refused)
{
	int fd = fastcgi_connect("call");
	size_t len = request(1, true);
	struct fastcgi_reply r;
	char other[64];

	fastcgi_send(fd, bytes, 16);
	fastcgi_send(fd, other, fastcgi_begin(other, 2, 1, 1));
	r = fastcgi_read(fd, SOON);
	ck_assert(r.ended);
	ck_assert_int_eq(r.how, CANT_MPX);
	ck_assert_int_eq(r.id, 2);
	/* What belongs to the refused request is dropped. */
	fastcgi_send(fd, other, fastcgi_record(other, STDIN, 2, "{", 1));
	fastcgi_send(fd, bytes + 16, len - 16);
	check_answered(fd, 1);
}

TEST(an_aborted_request_ends)
{
	int fd = fastcgi_connect("call");
	size_t before = web_whole_lines(), len = request(1, true);
	struct fastcgi_reply r;
	char abort[64];

	fastcgi_send(fd, bytes, len - 8);
	fastcgi_send(fd, abort, fastcgi_record(abort, ABORT, 1, NULL, 0));
	r = fastcgi_read(fd, SOON);
	ck_assert(r.ended);
	ck_assert_int_eq(r.how, COMPLETE);
	ck_assert_uint_eq(r.out_len, 0);
	ck_assert_uint_eq(web_whole_lines(), before);
	fastcgi_send(fd, bytes, request(2, false));
	check_answered(fd, 2);
	check_closed(fd);
}

/* What is not FastCGI ends its connection, and nothing else. */
TEST(nonsense_closes_the_connection)
{
	static const struct {
		const char *bytes;
		size_t len;
	} nonsense[] = {
		{ "GET / HTTP/1.0\r\n\r\n", 18 },
		{ "\2\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0", 16 },
		/* A request that begins twice, and one without its fields. */
		{ "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
		  "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0",
		  32 },
		{ "\1\1\0\1\0\1\0\0\0", 9 },
		/* A name that is longer than the variables. */
		{ "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
		  "\1\4\0\1\0\6\0\0\377\377\377\377\1a"
		  "\1\4\0\1\0\0\0\0\1\5\0\1\0\0\0\0",
		  46 },
	};
	size_t i;

	for (i = 0; i < ROWS(nonsense); i++) {
		int fd = fastcgi_connect("call");

		fastcgi_send(fd, nonsense[i].bytes, nonsense[i].len);
		check_closed(fd);
		ck_assert(fastcgi_answers("call", SOON));
	}
}

TEST(variables_without_end_close_the_connection)
{
	static char piece[8 + 60000];
	int fd = fastcgi_connect("call"), i;

	fastcgi_send(fd, bytes, fastcgi_begin(bytes, 1, 1, 1));
	fastcgi_record(piece, PARAMS, 1, piece + 8, 60000);
	for (i = 0; i < 10; i++)
		fastcgi_send(fd, piece, sizeof piece);
	check_closed(fd);
	ck_assert(fastcgi_answers("call", SOON));
}
