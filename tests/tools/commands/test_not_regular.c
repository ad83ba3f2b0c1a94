/* echoappctl: a pipe or a directory where a file of the state is expected. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"
#include "support/state_fixture.h"

/* A command that waits for a pipe fails soon. */
const struct test_setup test_setup = { .seconds = 60 };

static void
put_other(const char *path, bool is_directory)
{
	remove(path);
	ck_assert_int_eq(is_directory ? mkdir(path, 0700) : mkfifo(path, 0600),
			 0);
}

/* Fails unless stderr or the output of `status` has the name. */
static void
check_named(struct outcome o, const char *name, int code)
{
	const char *text = code == 1 ? o.out : o.err;

	ck_assert_msg(o.code == code, "%d: %s%s", o.code, o.out, o.err);
	ck_assert_msg(strstr(text, name) != NULL, "%s: %s", name, text);
	ck_assert_msg(strstr(text, "this is not a regular file") != NULL, "%s",
		      text);
}

static void
check_all(const char *name)
{
	check_named(ctl_run("calls", NULL), name, 2);
	check_named(ctl_run("reindex", NULL), name, 2);
	check_named(ctl_run("status", NULL), name, 1);
	check_named(ctl_run("erase", "--user", "10001", "--yes", NULL), name,
		    2);
	check_named(ctl_run("purge", "--before", "today", "--yes", NULL), name,
		    2);
}

static const char *const files[] = {
	"index.db",
	"index.db-wal",
	"index.lock",
	"records.log",
};

TEST_LOOP(no_command_waits_for_or_reads_it, 2 * ROWS(files))
{
	char path[64];

	state_put_calls();
	snprintf(path, sizeof path, "state/%s", files[_i / 2]);
	put_other(path, _i % 2);
	check_all(files[_i / 2]);
}

TEST_LOOP(a_day_is_named, 4)
{
	char name[64], path[128];

	state_put_calls();
	snprintf(name, sizeof name, "%s%s", state_day_file(state_now()),
		 _i / 2 ? ".zst" : "");
	snprintf(path, sizeof path, "state/journal/%s", name);
	put_other(path, _i % 2);
	check_all(name);
	check_named(ctl_run("tail", NULL), name, 2);
}

TEST_LOOP(a_cursor_is_named_and_stays, 2)
{
	struct stat st;

	state_put_calls();
	put_other("billing", _i);
	check_named(ctl_run("cdr", "--cursor", "billing", NULL), "billing", 2);
	ck_assert_int_eq(stat("billing", &st), 0);
	ck_assert(!S_ISREG(st.st_mode));
	ck_assert_int_eq(remove("billing"), 0);
	put_other("billing.new", _i);
	check_named(ctl_run("cdr", "--cursor", "billing", NULL), "billing.new",
		    2);
}

TEST_LOOP(the_lock_of_limits_is_named, 2)
{
	hook_start("limit call 1 active by caller\n", "");
	output_of("mkdir -p state");
	put_other("state/limits.lock", _i);
	hook_check_call(200, "a", "10001");
	ck_assert_ptr_nonnull(strstr(log_capture_text(), "limits.lock: "));
	hook_end();
}

TEST_LOOP(a_configuration_is_named, 2)
{
	put_other("other.conf", _i);
	setenv("ECHOAPP_CONF", "other.conf", 1);
	check_named(ctl_run("status", NULL), "other.conf", 1);
}

TEST_LOOP(what_is_in_the_way_of_a_new_day_goes, 2)
{
	const char *day;
	char path[64];

	state_put_calls();
	day = state_day_file(state_now());
	snprintf(path, sizeof path, "state/journal/.%.8s.new", day);
	put_other(path, _i);
	ctl_output(ctl_run("erase", "--user", "10004", "--yes", NULL));
	ck_assert_int_ne(access(path, F_OK), 0);
}
