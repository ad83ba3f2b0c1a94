/* name_set: a set without regard to case, of names of a given length. */

#include <stdlib.h>
#include <string.h>

#include "base/name_set.h"
#include "support/harness.h"

static void
add(struct name_set *n, const char *name)
{
	name_set_add(n, name, strlen(name));
}

static bool
has(const struct name_set *n, const char *name)
{
	return name_set_has(n, name, strlen(name));
}

TEST(knows_a_name_in_any_case)
{
	struct name_set n = { 0 };

	ck_assert(!has(&n, "token"));
	add(&n, "sipPassword");
	add(&n, "token");
	ck_assert(has(&n, "token"));
	ck_assert(has(&n, "TOKEN"));
	ck_assert(has(&n, "SIPpassWORD"));
	name_set_free(&n);
}

TEST(knows_no_part_and_no_whole_of_a_name)
{
	struct name_set n = { 0 };

	add(&n, "token");
	add(&n, "tokens1");
	ck_assert(!has(&n, ""));
	ck_assert(!has(&n, "toke"));
	ck_assert(!has(&n, "tokens"));
	ck_assert(!has(&n, "authtoken"));
	ck_assert(!has(&n, "t\xc3\xb6ken"));
	name_set_free(&n);
}

/* A name from the network may have any byte, and no NUL after it. */
TEST(reads_no_further_than_the_length_says)
{
	struct name_set n = { 0 };
	char *exact = malloc(5);

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, "tokenX", 5);
	add(&n, "token");
	ck_assert(name_set_has(&n, exact, 5));
	ck_assert(name_set_has(&n, "token and more", 5));
	free(exact);
	name_set_free(&n);
}

/* "password" has the same length; other lengths are refused early. */
TEST(is_not_fooled_by_a_nul_byte_in_a_name)
{
	struct name_set n = { 0 };

	add(&n, "token");
	add(&n, "password");
	ck_assert(!name_set_has(&n, "token\0\0\0", 8));
	ck_assert(!name_set_has(&n, "tok\0n", 5));
	name_set_free(&n);
}

TEST(holds_a_name_once)
{
	struct name_set n = { 0 };

	add(&n, "pin");
	add(&n, "PIN");
	add(&n, "pin");
	ck_assert_uint_eq(n.count, 1);
	name_set_free(&n);
}

TEST(forgets_the_removed_and_keeps_the_rest)
{
	struct name_set n = { 0 };

	add(&n, "sdp");
	add(&n, "sipSDP");
	add(&n, "pin");
	name_set_remove(&n, "SDP", 3);
	ck_assert(!has(&n, "sdp"));
	ck_assert(has(&n, "sipSDP"));
	ck_assert(has(&n, "pin"));
	name_set_remove(&n, "nothing", 7);
	ck_assert_uint_eq(n.count, 2);
	name_set_remove(&n, "sipSDP", 6);
	name_set_remove(&n, "pin", 3);
	ck_assert_uint_eq(n.count, 0);
	add(&n, "sdp");
	ck_assert(has(&n, "sdp"));
	name_set_free(&n);
}

/* Lengths from 63 on share a bit. */
TEST(tells_long_names_apart)
{
	struct name_set n = { 0 };
	char name[200];
	size_t len;

	memset(name, 'n', sizeof name);
	for (len = 60; len < 130; len += 2)
		name_set_add(&n, name, len);
	for (len = 50; len < 140; len++)
		ck_assert_int_eq(name_set_has(&n, name, len),
				 len >= 60 && len < 130 && len % 2 == 0);
	name_set_free(&n);
}
