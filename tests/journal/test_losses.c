/* losses: what is counted, told, accepted, and survives a full disk. */

#include "journal/losses.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/harness.h"

#define FILE_NAME "state/losses.json"
#define LENGTH 1024

static void
make_state(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
}

static struct losses
losses(void)
{
	struct losses l;

	losses_read(&l, "state");
	return l;
}

static off_t
size(void)
{
	struct stat st;

	ck_assert_int_eq(stat(FILE_NAME, &st), 0);
	return st.st_size;
}

const struct test_setup test_setup = {
	.before = make_state,
};

TEST(without_a_file_nothing_is_lost)
{
	ck_assert_int_eq(losses().count, 0);
	ck_assert_int_eq(losses().last, TIMESTAMP_NONE);
	ck_assert_int_eq(access(FILE_NAME, F_OK), -1);
}

TEST(losses_add_up_and_keep_the_last_reason)
{
	const timestamp before = timestamp_now();

	losses_prepare("state");
	ck_assert_int_eq(losses_add("state", 2, "one"), 0);
	ck_assert_int_eq(losses_add("state", 3, "cannot open \"x\""), 0);
	ck_assert_int_eq(losses().count, 5);
	ck_assert_int_ge(losses().last, before);
	ck_assert_str_eq(losses().reason.text, "cannot open \"x\"");
}

TEST(a_file_that_is_there_is_not_made_again)
{
	ck_assert_int_eq(losses_add("state", 2, "one"), 0);
	losses_prepare("state");
	ck_assert_int_eq(losses().count, 2);
}

/* So no block is needed on a full disk. */
TEST(the_file_keeps_its_length)
{
	char reason[1000];

	losses_prepare("state");
	ck_assert_int_eq(size(), LENGTH);
	losses_add("state", 4000000000, "x");
	ck_assert_int_eq(size(), LENGTH);
	/* Control characters take six bytes each in JSON. */
	memset(reason, 1, sizeof reason - 1);
	reason[sizeof reason - 1] = '\0';
	losses_add("state", 1, reason);
	ck_assert_int_eq(size(), LENGTH);
	ck_assert_int_eq(losses().count, 4000000001);
}

TEST(what_was_lost_before_a_time_can_be_accepted)
{
	losses_add("state", 3, "x");
	losses_accept("state", losses().last);
	ck_assert_int_eq(losses().accepted, 0);
	losses_accept("state", losses().last + 1);
	ck_assert_int_eq(losses().accepted, 3);
	losses_add("state", 1, "x");
	ck_assert_int_eq(losses().accepted, 3);
	ck_assert_int_eq(losses().count, 4);
}

TEST(without_a_state_nothing_is_made)
{
	losses_prepare("nowhere");
	ck_assert_int_eq(losses_add("nowhere", 1, "x"), -1);
	losses_accept("nowhere", INT64_MAX);
	ck_assert_int_eq(access("nowhere", F_OK), -1);
}

static const char *const damaged[] = {
	"",
	"{}",
	"no JSON",
	"[1]",
	"{\"lost\":-4}",
	"{\"lost\":\"9\"}",
	"{\"lost\":0,\"last\":7,\"reason\":[]}",
};

TEST_LOOP(a_damaged_file_counts_from_zero, ROWS(damaged))
{
	write_file(FILE_NAME, damaged[_i]);
	ck_assert_int_eq(losses().count, 0);
	ck_assert_int_eq(losses_add("state", 1, "x"), 0);
	ck_assert_int_eq(losses().count, 1);
	ck_assert_int_eq(size(), LENGTH);
}

TEST(programs_that_count_at_the_same_time_count_each_hook_once)
{
	int i, n;

	losses_prepare("state");
	for (i = 0; i < 4; i++)
		if (fork() == 0) {
			for (n = 0; n < 200;)
				n += losses_add("state", 1, "x") == 0;
			_exit(0);
		}
	while (wait(NULL) > 0)
		;
	ck_assert_int_eq(losses().count, 800);
}
