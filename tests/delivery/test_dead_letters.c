/* dead_letters: they are kept, moved and dropped. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "delivery/dead_letters.h"
#include "support/harness.h"

static void
make_dirs_for_it(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(mkdir("state/deliver", 0700), 0);
}

const struct test_setup test_setup = { .before = make_dirs_for_it };

static void
add(const char *id)
{
	struct dead_letter l = {
		.when = INT64_C(1795430887123456),
		.died = INT64_C(1795430888123456),
		.status = 400,
		.error = "status 400: \"no\"\n",
	};
	struct error e;

	snprintf(l.id, sizeof l.id, "%s", id);
	ck_assert_int_eq(dead_letters_add("state", "a", &l, &e), 0);
}

/* The ids in a file, with blanks between. */
static const char *
ids(const char *ending)
{
	static char text[256];
	struct dead_letters all;
	struct error e;
	size_t i;

	text[0] = '\0';
	ck_assert_int_eq(dead_letters_read(&all, "state", "a", ending, &e), 0);
	for (i = 0; i < all.count; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			 "%s%s", i ? " " : "", all.at[i].id);
	dead_letters_free(&all);
	return text;
}

TEST(a_letter_is_read_as_it_was_added)
{
	struct dead_letters all;
	struct error e;

	add("cdr_1.1");
	ck_assert_int_eq(dead_letters_read(&all, "state", "a", "dead", &e), 0);
	ck_assert_uint_eq(all.count, 1);
	ck_assert_str_eq(all.at[0].id, "cdr_1.1");
	ck_assert_int_eq(all.at[0].when, INT64_C(1795430887123456));
	ck_assert_int_eq(all.at[0].died, INT64_C(1795430888123456));
	ck_assert_int_eq(all.at[0].status, 400);
	ck_assert_str_eq(all.at[0].error, "status 400: \"no\"\n");
	dead_letters_free(&all);
}

/* A crash may come between the letter and the position. */
TEST(the_last_letter_is_not_added_twice)
{
	add("cdr_1.1");
	add("cdr_2.1");
	add("cdr_2.1");
	ck_assert_str_eq(ids("dead"), "cdr_1.1 cdr_2.1");
}

TEST(letters_are_moved_and_dropped_by_their_id_or_all)
{
	struct error e;

	add("cdr_1.1");
	add("cdr_2.1");
	add("cdr_3.1");
	ck_assert_int_eq(
	    dead_letters_move("state", "a", "dead", "replay", "cdr_2.1", &e),
	    1);
	ck_assert_str_eq(ids("dead"), "cdr_1.1 cdr_3.1");
	ck_assert_str_eq(ids("replay"), "cdr_2.1");
	ck_assert_int_eq(
	    dead_letters_move("state", "a", "dead", NULL, "none", &e), 0);
	ck_assert_int_eq(
	    dead_letters_move("state", "a", "dead", NULL, NULL, &e), 2);
	ck_assert_str_eq(ids("dead"), "");
}

TEST(a_line_that_a_power_cut_left_is_closed_and_passed_over)
{
	write_file("state/deliver/a.dead", "{\"id\":\"cdr_");
	add("cdr_1.1");
	ck_assert_str_eq(ids("dead"), "cdr_1.1");
}

/* Somebody may have edited the file. */
TEST(an_id_of_any_text_is_moved_as_it_is)
{
	struct error e;

	write_file("state/deliver/a.dead",
		   "{\"id\":\"a\\\\\\\"b\",\"status\":1}\n");
	ck_assert_int_eq(
	    dead_letters_move("state", "a", "dead", "replay", NULL, &e), 1);
	ck_assert_str_eq(ids("replay"), "a\\\"b");
}
