/* near: whose machine a URL names. */

#include <string.h>

#include "harness.h"
#include "near.h"

START_TEST(the_host_of_a_url_is_found)
{
	static const char *const urls[][2] = {
		{ "http://a.example.com:9091/EchoApp", "a.example.com" },
		{ "https://a.example.com", "a.example.com" },
		{ "http://user:pass@host/x@y", "host" },
		{ "http://[::1]:80/x", "::1" },
		{ "http://host?x", "host" },
		{ "http://127.0.0.1#x", "127.0.0.1" },
		{ "http://user@[fe80::1]", "fe80::1" },
	};
	char host[32];
	size_t i;

	for (i = 0; i < sizeof urls / sizeof *urls; i++) {
		ck_assert(near_host(urls[i][0], host, sizeof host));
		ck_assert_str_eq(host, urls[i][1]);
	}
	ck_assert(near_host("http://1234567890/", host, 11));
	ck_assert(!near_host("http://1234567890/", host, 10));
}
END_TEST

START_TEST(only_this_machine_is_near)
{
	ck_assert(near_is("127.0.0.1"));
	ck_assert(near_is("localhost"));
	/* TEST-NET-1: nobody has that. */
	ck_assert(!near_is("192.0.2.1"));
	ck_assert(!near_is(""));
}
END_TEST

void
tests(TCase *t)
{
	tcase_add_test(t, the_host_of_a_url_is_found);
	tcase_add_test(t, only_this_machine_is_near);
}
