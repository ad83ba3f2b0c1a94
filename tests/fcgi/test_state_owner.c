/* What root runs leaves all of STATE to the user who owns it. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/state_fixture.h"

#define OWNER 65534
#define BODY "{\"callId\":\"c\",\"caller\":\"1\",\"callee\":\"2\"}"

/* Only root can act as somebody else. */
static bool
is_root(void)
{
	return geteuid() == 0;
}

static void
set_up(void)
{
	if (!is_root())
		return;
	ck_assert_int_eq(chmod(".", 0755), 0);
	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(chown("state", OWNER, OWNER), 0);
	write_file("echoapp.conf", "state_dir = state\nrules = rules.conf\n");
	write_file("rules.conf", "limit call 2 active by caller\n");
	write_file("body.json", BODY);
	setenv("ECHOAPP_CONF", "echoapp.conf", 1);
	/* LeakSanitizer cannot trace a process that has changed its user. */
	setenv("ASAN_OPTIONS", "detect_leaks=0", 1);
}

const struct test_setup test_setup = { .before = set_up };

/* Files below state that another user owns. */
static const char *
foreign_files(void)
{
	static char said[4096];

	ck_assert_int_eq(
	    run_shell("find state ! -user 65534", said, sizeof said), 0);
	return said;
}

/* Types what docs/writing-a-hook.md says, in a shell of root. */
static void
send_from_shell(void)
{
	char command[PATH_MAX], said[4096];

	snprintf(command, sizeof command,
		 "REQUEST_METHOD=POST CONTENT_TYPE=application/json"
		 " CONTENT_LENGTH=%zu %s/call.fcgi < body.json",
		 strlen(BODY), path_from("TEST_PROGRAMS", "fcgi"));
	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
	ck_assert_ptr_nonnull(strstr(said, BODY));
}

TEST_IF(is_root, a_hook_from_a_root_shell_makes_files_of_the_owner)
{
	send_from_shell();
	send_from_shell();
	ck_assert_uint_eq(state_count("\"callId\""), 2);
	ck_assert_str_eq(foreign_files(), "");
}

TEST_IF(is_root, each_command_of_root_makes_files_of_the_owner)
{
	static const char *const commands[][3] = {
		{ "status" },
		{ "calls" },
		{ "cdr" },
		{ "reindex" },
		{ "explain", "call", "body.json" },
		{ "purge", "--missing" },
		{ "status" },
	};
	size_t i;

	send_from_shell();
	for (i = 0; i < ROWS(commands); i++) {
		const char *const *a = commands[i];
		struct outcome r = ctl_run(a[0], a[1], a[2], NULL);

		ck_assert_msg(r.code == 0, "%s: %d %s", a[0], r.code, r.err);
		ck_assert_msg(!foreign_files()[0], "%s: %s", a[0],
			      foreign_files());
	}
}

TEST_IF(is_root, a_state_that_is_not_there_belongs_to_the_owner_of_its_parent)
{
	write_file("echoapp.conf", "state_dir = state/below/it\n");
	send_from_shell();
	ck_assert_str_eq(foreign_files(), "");
}

TEST_IF(is_root, a_file_of_root_under_a_name_in_the_state_stays_roots)
{
	struct stat st;

	send_from_shell();
	write_file("state/limits.lock", "a secret of root");
	ck_assert_int_eq(chmod("state/limits.lock", 0600), 0);
	ck_assert_int_eq(chown("state/limits.lock", 0, 0), 0);
	ctl_run("explain", "call", "body.json", NULL);
	ck_assert_int_eq(stat("state/limits.lock", &st), 0);
	ck_assert_int_eq(st.st_uid, 0);
}

TEST_IF(is_root, the_cursor_is_a_file_of_root)
{
	struct stat st;

	send_from_shell();
	ck_assert_int_eq(mkdir("roots", 0700), 0);
	ctl_output(ctl_run("cdr", "--csv", "--cursor", "roots/cursor", NULL));
	ctl_output(ctl_run("cdr", "--csv", "--cursor", "roots/cursor", NULL));
	ck_assert_int_eq(stat("roots/cursor", &st), 0);
	ck_assert_int_eq(st.st_uid, 0);
}

/* So made versions before, and so makes whoever copies files as root. */
TEST_IF(is_root, a_days_file_of_root_is_a_problem_that_status_and_doctor_tell)
{
	const char *day = state_day_file(state_now());
	char path[PATH_MAX];
	struct outcome r;

	send_from_shell();
	snprintf(path, sizeof path, "state/journal/%s", day);
	ck_assert_int_eq(chown(path, 0, 0), 0);
	r = ctl_run("status", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "writable"));
	ck_assert_ptr_nonnull(strstr(r.out, "Permission denied"));
	r = ctl_run("doctor", "http://127.0.0.1:1/EchoApp", "--quick", NULL);
	ck_assert_ptr_nonnull(strstr(r.out, "belongs to root"));
	ck_assert_ptr_nonnull(strstr(r.out, "chown -R 65534:65534 "));
}
