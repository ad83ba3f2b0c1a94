/* Who runs the programs that root starts. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/harness.h"

static bool
is_root(void)
{
	return geteuid() == 0;
}

/* What tests/fcgi/run_as.sh prints, with a directory above the source. */
static char *
run_as(const char *mode, const char *variables)
{
	char command[PATH_MAX * 2];

	snprintf(command, sizeof command, "%s %s %s %s 2>&1",
		 source_path("tests/fcgi/run_as.sh"), mode,
		 path_from("TEST_PROGRAMS", "fcgi"), variables);
	return output_of(command);
}

static void
check(const char *said, const char *words)
{
	ck_assert_msg(strstr(said, words) != NULL, "no %s: %s", words, said);
}

static void
check_user(const char *said, const char *user)
{
	char want[64];

	check(said, "hook 200\n");
	snprintf(want, sizeof want, "program %s\n", user);
	check(said, want);
	snprintf(want, sizeof want, "state %s\n", user);
	check(said, want);
	snprintf(want, sizeof want, "day %s\n", user);
	check(said, want);
}

TEST_IF(is_root, another_user_is_chosen_and_said)
{
	const char *said = run_as("755", "");

	check_user(said, "www-data");
	check(said, "serve: the programs run as www-data");
}

TEST_IF(is_root, the_operator_chooses_the_user)
{
	check_user(run_as("755", "RUN_AS=nobody"), "nobody");
	/* From then on it is the owner of the state. */
	check_user(run_as("755", ""), "nobody");
}

TEST_IF(is_root, what_root_made_before_is_handed_over)
{
	check_user(run_as("755", "RUN_AS=root"), "root");
	check_user(run_as("755", ""), "www-data");
}

/* Others may have put files of root into a directory that is not root's. */
TEST_IF(is_root, no_file_in_a_state_of_others_is_given_away)
{
	check_user(run_as("755", ""), "www-data");
	output_of("touch tree/state/of-root");
	check_user(run_as("755", ""), "www-data");
	check(output_of("stat -c %U tree/state/of-root"), "root\n");
}

/* Nothing but the way to the source can be seen then. */
static bool
can_make_namespaces(void)
{
	return is_root() &&
	       system("unshare --mount --propagation private mount -t tmpfs"
		      " echoapp /mnt 2>/dev/null") == 0;
}

TEST_IF(can_make_namespaces, a_closed_directory_above_the_source_is_no_obstacle)
{
	check_user(run_as("700", ""), "www-data");
	check_user(run_as("700", ""), "www-data");
	ck_assert_str_eq(output_of("stat -c %a ."), "700\n");
	ck_assert_int_eq(access("tree/state/journal", F_OK), 0);
}

/* As in a container that may not mount anything. */
TEST_IF(is_root, what_to_do_is_said_when_only_root_can_reach_the_source)
{
	const char *said;

	output_of("mkdir bin && printf '#!/bin/sh\\nexit 1\\n' >bin/unshare &&"
		  " chmod +x bin/unshare");
	said = run_as("700", "PATH=$PWD/bin:$PATH");
	check_user(said, "root");
	check(said, "type: chmod o+x /");
}

TEST(an_unknown_user_is_an_error)
{
	char command[PATH_MAX * 2], text[4096];

	snprintf(command, sizeof command, "RUN_AS=nobody-else %s 2>&1",
		 source_path("scripts/serve.sh"));
	ck_assert_int_eq(run_shell(command, text, sizeof text), 100);
	check(text, is_root() ? "there is no such user" : "only root can");
}
