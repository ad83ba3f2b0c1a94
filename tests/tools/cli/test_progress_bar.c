/* progress_bar: when it is shown, and what it tells. */

#include "cli/progress_bar.h"

#include <stdio.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"

const struct test_setup test_setup = {
	.seconds = 60,
};

/* What is printed after so many seconds, when 2.5 of 10 MB are done. */
static const char *
after(int seconds, bool is_terminal, const char *unit, uint64_t total)
{
	struct progress_bar b;

	ck_assert_ptr_nonnull(freopen("said", "w", stderr));
	progress_bar_start(&b, unit, total);
	ck_assert(!b.is_terminal);
	b.is_terminal = is_terminal;
	b.start -= seconds * INT64_C(1000000);
	progress_bar_add(&b, 2500000);
	progress_bar_end(&b);
	fflush(stderr);
	return harness_read_file("said", NULL);
}

TEST(progress_tells_part_rate_and_remaining_time)
{
	const char *said = after(50, true, NULL, 10000000);

	ck_assert_ptr_nonnull(strstr(said, "25.0%  2.5 MB  50.0 kB/s  2 min "));
	ck_assert_ptr_nonnull(strstr(said, " s left"));
	ck_assert_str_eq(said + strlen(said) - 4, "\r\033[K");
}

TEST(progress_without_a_total_tells_the_rate)
{
	const char *said = after(50, true, "records", 0);

	ck_assert_ptr_nonnull(strstr(said, "\r2500000 records  "));
	ck_assert_ptr_nonnull(strstr(said, " records/s"));
	ck_assert_ptr_null(strstr(said, "left"));
}

TEST(what_is_short_shows_no_progress)
{
	ck_assert_str_eq(after(0, true, NULL, 10000000), "");
}

TEST(no_file_gets_progress)
{
	ck_assert_str_eq(after(50, false, NULL, 10000000), "");
}

TEST(a_short_reindex_at_a_terminal_prints_its_line_only)
{
	state_put_calls();
	ck_assert_ptr_null(strchr(ctl_run_at_terminal("reindex", NULL), '%'));
}
