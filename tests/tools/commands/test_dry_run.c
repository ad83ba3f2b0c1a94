/* --dry-run tells what purge and erase would take, and changes nothing. */

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

/*
 * The names and contents of all files of the state, except the one in which
 * each reader notes how far the index is.
 */
static char *
digest(void)
{
	return output_of(
	    "find state -type f ! -name index.lock | LC_ALL=C sort |"
	    " xargs -d '\\n' sha256sum");
}

/* With an index that is up to date, because every command reads it. */
static void
put_state(void)
{
	state_put_call(state_now() - 3 * DAY_US, "old", "10001", "10002");
	state_put_calls();
	ctl_output(ctl_run("calls", NULL));
}

TEST(purge_lists_the_days_and_changes_nothing)
{
	const char *before, *said;

	put_state();
	before = digest();
	said = ctl_output(
	    ctl_run("purge", "--before", "yesterday", "--dry-run", NULL));
	ck_assert_str_eq(digest(), before);
	ck_assert_ptr_nonnull(strstr(said, " lines "));
	ck_assert_ptr_nonnull(strstr(said, "would go; nothing was changed\n"));
	ck_assert_uint_ge(count_lines(said), 3);
	ctl_output(ctl_run("purge", "--before", "yesterday", "--yes", NULL));
	ck_assert_str_ne(digest(), before);
}

TEST(purge_tells_a_program_the_same_with_and_without)
{
	const char *would, *does;

	put_state();
	would = ctl_output(ctl_run("purge", "--before", "yesterday", "--json",
				   "--dry-run", NULL));
	does = ctl_output(
	    ctl_run("purge", "--before", "yesterday", "--json", "--yes", NULL));
	ck_assert_str_eq(would, does);
}

TEST(erase_counts_the_lines_and_changes_nothing)
{
	const char *before, *said, *json;

	put_state();
	before = digest();
	said =
	    ctl_output(ctl_run("erase", "--user", "10001", "--dry-run", NULL));
	ck_assert_str_eq(digest(), before);
	ck_assert_ptr_nonnull(strstr(said, " lines would change\n"));
	ck_assert_ptr_nonnull(strstr(said, "nothing was changed\n"));
	json = ctl_output(
	    ctl_run("erase", "--user", "10001", "--dry-run", "--json", NULL));
	ck_assert_str_eq(ctl_output(ctl_run("erase", "--user", "10001", "--yes",
					    "--json", NULL)),
			 json);
	ck_assert_str_ne(digest(), before);
}

TEST(erase_everywhere_counts_what_it_would_take)
{
	const char *before, *said;

	state_put(state_now() - HOUR_US, "call", 200, "s",
		  "\"callId\":\"c\",\"caller\":\"10002\","
		  "\"custom\":{\"note\":\"10001\"}");
	ctl_output(ctl_run("calls", NULL));
	before = digest();
	said = ctl_output(ctl_run("erase", "--user", "10001", "--everywhere",
				  "--dry-run", NULL));
	ck_assert_str_eq(digest(), before);
	ck_assert_ptr_nonnull(strstr(said, "the name would be erased"));
	ck_assert_ptr_nonnull(strstr(said, "custom.note"));
}

TEST(missing_days_stay_a_problem)
{
	const char *said;

	put_state();
	ck_assert_int_eq(remove(output_of("ls state/journal/* | head -n 1 |"
					  " tr -d '\\n'")),
			 0);
	said = ctl_output(ctl_run("purge", "--missing", "--dry-run", NULL));
	ck_assert_ptr_nonnull(strstr(said, "1 days are gone"));
	ck_assert_ptr_nonnull(strstr(said, "nothing was changed"));
	ck_assert_str_eq(
	    ctl_output(ctl_run("purge", "--missing", "--dry-run", NULL)), said);
}
