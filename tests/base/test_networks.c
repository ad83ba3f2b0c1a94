/* networks: which peers are in which networks. */

#include "base/networks.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/harness.h"

static struct networks t;
static struct error error;

static int
add(const char *word)
{
	error.text[0] = '\0';
	return networks_add(&t, word, strlen(word), &error);
}

static void
forget(void)
{
	networks_free(&t);
}

static bool
trusts(const char *peer)
{
	return !networks_refusal(&t, peer);
}

static const struct {
	const char *network;
	const char *peer;
	bool is_in;
} rows[] = {
	{ "127.0.0.0/8", "127.0.0.1", true },
	{ "127.0.0.0/8", "127.255.255.255", true },
	{ "127.0.0.0/8", "128.0.0.0", false },
	{ "127.0.0.0/8", "126.255.255.255", false },
	{ "127.0.0.0/8", "::ffff:127.0.0.1", true },
	{ "127.0.0.0/8", "::ffff:7f00:1", true },
	{ "127.0.0.0/8", "::127.0.0.1", false },
	{ "127.0.0.0/8", "::1", false },
	{ "192.0.2.1", "192.0.2.1", true },
	{ "192.0.2.1", "192.0.2.0", false },
	{ "192.0.2.1/32", "192.0.2.1", true },
	{ "192.0.2.1/32", "192.0.2.3", false },
	{ "0.0.0.0/0", "255.255.255.255", true },
	{ "0.0.0.0/0", "::ffff:1.2.3.4", true },
	{ "0.0.0.0/0", "2001:db8::1", false },
	{ "192.0.2.128/25", "192.0.2.127", false },
	{ "192.0.2.128/25", "192.0.2.128", true },
	{ "10.32.0.0/11", "10.63.255.255", true },
	{ "10.32.0.0/11", "10.64.0.0", false },
	{ "10.32.0.0/11", "10.31.255.255", false },
	{ "192.0.2.2/31", "192.0.2.3", true },
	{ "192.0.2.2/31", "192.0.2.4", false },
	{ "128.0.0.0/1", "127.255.255.255", false },
	{ "128.0.0.0/1", "200.0.0.1", true },
	{ "::1", "::1", true },
	{ "::1", "0:0:0:0:0:0:0:1", true },
	{ "::1", "::2", false },
	{ "::1", "127.0.0.1", false },
	{ "::1/128", "::1", true },
	{ "::/0", "2001:db8::1", true },
	{ "::/0", "::1", true },
	{ "::/0", "192.0.2.1", false },
	{ "::/0", "::ffff:192.0.2.1", false },
	{ "2001:db8::/32", "2001:DB8:ffff::1", true },
	{ "2001:db8::/32", "2001:db9::", false },
	{ "2001:db8::/33", "2001:db8:7fff::", true },
	{ "2001:db8::/33", "2001:db8:8000::", false },
	{ "2001:db8::2/127", "2001:db8::3", true },
	{ "2001:db8::2/127", "2001:db8::4", false },
	{ "::ffff:192.0.2.0/120", "192.0.2.77", true },
	{ "::ffff:192.0.2.0/120", "::ffff:192.0.2.77", true },
	{ "::ffff:192.0.2.0/120", "192.0.3.77", false },
	{ "::ffff:0:0/96", "192.0.2.77", true },
	{ "::ffff:0:0/96", "::fffe:c000:24d", false },
};

const struct test_setup test_setup = {
	.after = forget,
};

TEST_LOOP(knows_who_is_in_a_network, ROWS(rows))
{
	ck_assert_msg(add(rows[_i].network) == 0, "%s", error.text);
	ck_assert_msg(trusts(rows[_i].peer) == rows[_i].is_in, "%s in %s",
		      rows[_i].peer, rows[_i].network);
}

TEST(trusts_whom_any_of_its_networks_has)
{
	add("10.0.0.0/8");
	add("::1");
	add("192.0.2.1");
	ck_assert(trusts("10.1.2.3") && trusts("::1") && trusts("192.0.2.1"));
	ck_assert(!trusts("192.0.2.2") && !trusts("::2"));
}

static const char *const strange[] = {
	NULL,
	"",
	" ",
	"localhost",
	"127.0.0.1 ",
	" 127.0.0.1",
	"127.1",
	"127.0.0.01",
	"0x7f.0.0.1",
	"2130706433",
	"127.0.0.1:80",
	"[::1]",
	"::1%lo",
	"unix:/run/x",
	"127.0.0.1,10.0.0.1",
	"1.2.3.4.5",
	"\x1b[31m",
	"%s%n",
};

TEST_LOOP(trusts_everybody_without_networks, ROWS(strange))
{
	ck_assert(trusts(strange[_i]));
	ck_assert(trusts("192.0.2.1"));
}

TEST_LOOP(refuses_who_has_no_address, ROWS(strange))
{
	const char *reason;

	ck_assert_int_eq(add("0.0.0.0/0") | add("::/0"), 0);
	reason = networks_refusal(&t, strange[_i]);
	ck_assert_ptr_nonnull(reason);
	ck_assert_ptr_nonnull(strstr(reason, "REMOTE_ADDR"));
}

static const struct {
	const char *word;
	const char *error;
} broken[] = {
	{ "10.0.0.1/8", "\"10.0.0.1/8\" has bits set after the first 8; the "
			"network is 10.0.0.0/8, the single address is "
			"10.0.0.1" },
	{ "192.0.2.129/25", "the network is 192.0.2.128/25," },
	{ "1.2.3.4/0", "the network is 0.0.0.0/0," },
	{ "2001:db8::1/32", "the network is 2001:db8::/32," },
	{ "::1/0", "the network is ::/0," },
	{ "::ffff:0:0/95", "has bits set after the first 95" },
	{ "10.0.0.0/33", "an IPv4 network has a length of 0 to 32" },
	{ "10.0.0.0/-1", "a length of 0 to 32" },
	{ "10.0.0.0/+8", "a length of 0 to 32" },
	{ "10.0.0.0/", "a length of 0 to 32" },
	{ "10.0.0.0/ 8", "a length of 0 to 32" },
	{ "10.0.0.0/8x", "a length of 0 to 32" },
	{ "10.0.0.0/0x8", "a length of 0 to 32" },
	{ "10.0.0.0/8/8", "a length of 0 to 32" },
	{ "10.0.0.0/255.0.0.0", "a length of 0 to 32" },
	{ "10.0.0.0/4294967304", "a length of 0 to 32" },
	{ "10.0.0.0/128", "a length of 0 to 32" },
	{ "::/129", "an IPv6 network has a length of 0 to 128" },
	{ "::/999", "an IPv6 network has a length of 0 to 128" },
	{ "", "is not an address or a network: 192.0.2.1, 10.0.0.0/8" },
	{ "/8", "is not an address" },
	{ "localhost", "\"localhost\" is not an address" },
	{ "10.0.0", "is not an address" },
	{ "10.0.0.256", "is not an address" },
	{ "10/8", "is not an address" },
	{ "[::1]", "is not an address" },
	{ "*", "is not an address" },
	{ "\x1b[31m", "\"\\x1b[31m\" is not an address" },
};

TEST_LOOP(says_what_is_wrong_with_a_network, ROWS(broken))
{
	ck_assert_int_eq(add(broken[_i].word), -1);
	ck_assert_msg(strstr(error.text, broken[_i].error) != NULL, "%s",
		      error.text);
	ck_assert_uint_eq(t.count, 0);
}

TEST(survives_a_word_of_any_length)
{
	static char word[10000];

	memset(word, '1', sizeof word - 1);
	ck_assert_int_eq(add(word), -1);
	memcpy(word, "10.0.0.0/", 9);
	ck_assert_int_eq(add(word), -1);
	memset(word, '\xff', sizeof word - 1);
	ck_assert_int_eq(add(word), -1);
}

static bool
bit_of(const uint8_t *address, unsigned i)
{
	return address[i / 8] >> (7 - i % 8) & 1;
}

/* Compares bit by bit, too slowly for every hook. */
static bool
are_equal(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned i;

	for (i = 0; i < bits; i++)
		if (bit_of(a, i) != bit_of(b, i))
			return false;
	return true;
}

TEST(agrees_with_a_comparison_bit_by_bit)
{
	uint64_t seed = 4711;
	unsigned round, i, hits = 0;

	for (round = 0; round < 20000; round++) {
		const int family = next_random(&seed) % 2 ? AF_INET : AF_INET6;
		const unsigned width = family == AF_INET ? 32 : 128;
		const unsigned bits = next_random(&seed) % (width + 1);
		/* The bits after these are random. */
		const unsigned alike = next_random(&seed) % (width + 1);
		uint8_t network[16], peer[16], parsed[16];
		char text[64], word[80], who[64], mapped[80];
		bool want;

		for (i = 0; i < width / 8; i++)
			network[i] = (uint8_t)next_random(&seed);
		memcpy(peer, network, sizeof peer);
		for (i = alike; i < width; i++)
			if (next_random(&seed) % 2)
				peer[i / 8] ^= (uint8_t)(0x80 >> i % 8);
		for (i = bits; i < width; i++)
			network[i / 8] &= (uint8_t) ~(0x80 >> i % 8);
		inet_ntop(family, network, text, sizeof text);
		snprintf(word, sizeof word, "%s/%u", text, bits);
		inet_ntop(family, peer, who, sizeof who);
		ck_assert_int_eq(inet_pton(family, who, parsed), 1);
		want = are_equal(network, parsed, bits);
		hits += want;
		ck_assert_msg(add(word) == 0, "%s", error.text);
		ck_assert_msg(trusts(who) == want, "%s in %s", who, word);
		snprintf(mapped, sizeof mapped, "::ffff:%s", who);
		ck_assert(family == AF_INET6 || trusts(mapped) == want);
		networks_free(&t);
	}
	ck_assert_uint_gt(hits, 4000);
	ck_assert_uint_lt(hits, 16000);
}
