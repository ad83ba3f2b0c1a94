/* local_url: the URLs that lead to this machine. */

#include <string.h>

#include "doctor/local_url.h"
#include "support/harness.h"

TEST(the_host_of_a_url_is_found)
{
	static const struct {
		const char *url, *host;
		unsigned port;
	} urls[] = {
		{ "http://a.example.com:9091/EchoApp", "a.example.com", 9091 },
		{ "https://a.example.com", "a.example.com", 443 },
		{ "http://user:pass@host/x@y", "host", 80 },
		{ "http://[::1]:81/x", "::1", 81 },
		{ "http://host?x:1", "host", 80 },
		{ "http://127.0.0.1#x", "127.0.0.1", 80 },
		{ "http://user@[fe80::1]", "fe80::1", 80 },
	};
	char host[32];
	size_t i;

	for (i = 0; i < ROWS(urls); i++) {
		ck_assert(local_url_host(urls[i].url, host, sizeof host));
		ck_assert_str_eq(host, urls[i].host);
		ck_assert_uint_eq(local_url_port(urls[i].url), urls[i].port);
	}
	ck_assert(local_url_host("http://1234567890/", host, 11));
	ck_assert(!local_url_host("http://1234567890/", host, 10));
}

TEST(only_addresses_of_this_machine_are_local)
{
	ck_assert(local_url_is_local("127.0.0.1"));
	ck_assert(local_url_is_local("localhost"));
	/* TEST-NET-1, which no machine has. */
	ck_assert(!local_url_is_local("192.0.2.1"));
	ck_assert(!local_url_is_local(""));
}
