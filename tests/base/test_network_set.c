/* network_set: agrees with a search through all networks, whatever they are. */

#include "base/network_set.h"

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/networks.h"
#include "support/harness.h"

static uint64_t seed = 41;

static unsigned
any(unsigned n)
{
	return (unsigned)(next_random(&seed) % n);
}

/* An address of a small part of the space, so that many are in a network. */
static const char *
any_address(void)
{
	static char text[64];

	if (any(2))
		snprintf(text, sizeof text, "10.%u.%u.%u", any(3), any(3),
			 any(256));
	else
		snprintf(text, sizeof text, "2001:db8:%u:%u::%u", any(3),
			 any(3), any(256));
	return text;
}

static const char *
any_network(void)
{
	static char text[64];

	switch (any(4)) {
	case 0:
		snprintf(text, sizeof text, "10.%u.%u.0/24", any(3), any(3));
		break;
	case 1:
		snprintf(text, sizeof text, "2001:db8:%u::/48", any(3));
		break;
	case 2:
		snprintf(text, sizeof text, "10.%u.%u.%u/30", any(3), any(3),
			 any(64) * 4);
		break;
	default:
		return any_address();
	}
	return text;
}

TEST_LOOP(an_address_is_in_the_set_if_one_of_its_networks_has_it, 20)
{
	struct networks all = { 0 };
	struct network_set *set;
	struct buffer text = { 0 };
	struct error error;
	struct stat st;
	unsigned i, n = 1 + any(12);

	seed += (uint64_t)_i;
	for (i = 0; i < n; i++) {
		const char *network = any_network();

		buffer_printf(&text, "%s\n", network);
		ck_assert_int_eq(
		    networks_add(&all, network, strlen(network), &error), 0);
	}
	buffer_add(&text, "", 1);
	write_file("list", text.at);
	set = network_set_read("list", &st, &error);
	ck_assert_ptr_nonnull(set);
	for (i = 0; i < 500; i++) {
		const char *a = any_address();

		ck_assert_msg(network_set_has(set, a, strlen(a)) ==
				  !networks_refusal(&all, a),
			      "%s in:\n%s", a, text.at);
	}
	network_set_free(set);
}

TEST(what_is_no_address_is_in_no_set)
{
	struct network_set *set;
	struct error error;
	struct stat st;

	write_file("list", "0.0.0.0/0\n::/0\n");
	set = network_set_read("list", &st, &error);
	ck_assert(network_set_has(set, "10.0.0.1", 8));
	ck_assert(network_set_has(set, "::1", 3));
	ck_assert(!network_set_has(set, "", 0));
	ck_assert(!network_set_has(set, "10.0.0", 6));
	ck_assert(!network_set_has(set, "10.0.0.1\0", 9));
	ck_assert(!network_set_has(set, "10.0.0.1/32", 11));
	network_set_free(set);
	write_file("list", "# nothing\n");
	set = network_set_read("list", &st, &error);
	ck_assert(!network_set_has(set, "10.0.0.1", 8));
	network_set_free(set);
	write_file("list", "10.0.0.0/8\nx\n");
	ck_assert_ptr_null(network_set_read("list", &st, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "line 2: \"x\" is not"));
}
