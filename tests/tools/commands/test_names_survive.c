/*
 * echoappctl: after a power cut each file that must survive has its name, and
 * what was removed is gone.
 */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"

/* Names that are made anew when they are missing, or needed no more. */
static const char *const transient[] = {
	".new", "index.lock", "-wal", "-shm", "/out",
};

static void
log_names(void)
{
	char path[PATH_MAX + 64];
	ssize_t n = readlink("/proc/self/exe", path, PATH_MAX);

	ck_assert_int_gt(n, 0);
	path[n] = '\0';
	strcpy(strrchr(path, '/'), "/names.so");
	ck_assert_msg(access(path, R_OK) == 0, "%s is not there", path);
	/* AddressSanitizer expects to be the first library. */
	setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
	setenv("NAMES_LOG", path_here("names"), 1);
	setenv("LD_PRELOAD", path, 1);
	unlink("names");
}

static bool
is_transient(const char *path)
{
	size_t i;

	for (i = 0; i < ROWS(transient); i++)
		if (strstr(path, transient[i]))
			return true;
	return false;
}

/* Fails unless the directory of each name is synced after its last change. */
static void
check_names(const char *of)
{
	char *log, *line, *next, sync[PATH_MAX + 16];
	bool found = false;

	unsetenv("LD_PRELOAD");
	log = harness_read_file("names", NULL);
	for (line = log; *line; line = next) {
		next = line + strcspn(line, "\n") + 1;
		next[-1] = '\0';
		if (strncmp(line, "name ", 5) != 0 || is_transient(line))
			continue;
		found = found || strstr(line, of);
		snprintf(sync, sizeof sync, "sync %.*s\n",
			 (int)(strrchr(line, '/') - line - 5), line + 5);
		ck_assert_msg(strstr(next, sync) != NULL, "%s: no %s", line,
			      sync);
	}
	ck_assert_msg(found, "no name with %s", of);
}

static void
begin(void)
{
	state_put_calls();
	ctl_output(ctl_run("calls", NULL));
	log_names();
}

TEST(of_the_ledger)
{
	state_put_calls();
	log_names();
	ctl_output(ctl_run("calls", NULL));
	check_names("state/records.log");
}

TEST(of_a_cursor_and_of_what_was_exported)
{
	char command[PATH_MAX + 64];
	const char *log;

	output_of("mkdir -p exports");
	begin();
	snprintf(command, sizeof command,
		 "%s --state state cdr --cursor billing >exports/day",
		 ctl_path());
	output_of(command);
	check_names("/billing");
	log = harness_read_file("names", NULL);
	ck_assert_ptr_nonnull(strstr(log, "/exports\n"));
}

TEST(of_a_compressed_day)
{
	begin();
	ctl_output(ctl_run("compress", NULL));
	check_names(".ndjson.zst");
}

TEST(of_the_days_that_a_purge_leaves)
{
	begin();
	ctl_output(ctl_run("purge", "--before", "today", "--yes", NULL));
	check_names(".ndjson");
}

TEST(of_the_days_and_the_index_that_erase_leaves)
{
	begin();
	ctl_output(ctl_run("erase", "--user", "10001", "--yes", NULL));
	check_names(".ndjson");
}

TEST(of_an_index_that_was_made_anew)
{
	begin();
	ctl_output(ctl_run("reindex", NULL));
	check_names("state/index.db");
}
