/* policy: rules.conf gets errors, is repaired and changes between hooks. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "conf/conf.h"
#include "request/policy.h"
#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"

static struct policy p;
static struct conf conf;
static char state_dir[] = "state";

static void
begin(void)
{
	log_capture_start();
	conf = (struct conf){ .state_dir = state_dir };
}

static void
end(void)
{
	policy_close(&p);
}

static void
use(const char *rules)
{
	static char path[PATH_MAX];

	write_file("rules.conf", rules);
	ck_assert_ptr_nonnull(realpath("rules.conf", path));
	conf.rules_file = path;
	policy_configure(&p, &conf, NULL);
}

/* As if a second had passed. */
static void
look(void)
{
	p.rules.checked = 0;
	policy_refresh(&p);
}

static void
change_to(const char *rules)
{
	replace_file("rules.conf", rules, 0644);
	look();
}

const struct test_setup test_setup = {
	.before = begin,
	.after = end,
};

TEST(without_a_file_there_are_no_rules_and_no_error)
{
	policy_configure(&p, &conf, NULL);
	look();
	ck_assert_ptr_null(policy_error(&p));
	ck_assert_uint_eq(p.rules.current.count, 0);
}

TEST(with_broken_rules_at_the_start_none_apply_until_they_are_repaired)
{
	use("deny call\nbogus\n");
	ck_assert_ptr_nonnull(strstr(policy_error(&p), "rules.conf:2: "));
	ck_assert_ptr_nonnull(strstr(log_capture_text(), "rules.conf:2: "));
	look();
	ck_assert_uint_eq(log_capture_count(), 1);
	change_to("deny call\n");
	ck_assert_ptr_null(policy_error(&p));
	ck_assert_uint_eq(p.rules.current.count, 1);
	ck_assert_uint_eq(log_capture_count(), 1);
}

TEST(without_the_file_at_the_start_no_rules_apply_until_it_exists)
{
	char nowhere[] = "/nowhere/rules.conf";

	conf.rules_file = nowhere;
	policy_configure(&p, &conf, NULL);
	ck_assert_ptr_nonnull(strstr(policy_error(&p), "rules.conf"));
	ck_assert_ptr_nonnull(strstr(policy_error(&p), "No such file"));
	policy_close(&p);
	use("deny call\n");
	ck_assert_ptr_null(policy_error(&p));
}

TEST(broken_new_rules_leave_the_old_ones_in_force_and_are_reported_once)
{
	use("deny call\n");
	change_to("deny call\ndeny\n");
	ck_assert_ptr_null(policy_error(&p));
	ck_assert_uint_eq(p.rules.current.count, 1);
	ck_assert_uint_eq(log_capture_count(), 1);
	ck_assert_ptr_nonnull(strstr(log_capture_text(), "stay in force"));
	look();
	look();
	ck_assert_uint_eq(log_capture_count(), 1);
	change_to("deny call\ndeny hangup\n");
	ck_assert_uint_eq(p.rules.current.count, 2);
	ck_assert_uint_eq(log_capture_count(), 1);
}

TEST(a_removed_file_leaves_its_rules_in_force)
{
	use("deny call\n");
	ck_assert_int_eq(unlink("rules.conf"), 0);
	look();
	ck_assert_ptr_null(policy_error(&p));
	ck_assert_uint_eq(p.rules.current.count, 1);
	change_to("# none\n");
	ck_assert_uint_eq(p.rules.current.count, 0);
}

TEST(a_list_that_changes_is_read_again)
{
	write_file("banned", "1\n");
	use("deny call if caller in banned\n");
	ck_assert_uint_eq(log_capture_count(), 0);
	ck_assert_int_eq(unlink("banned"), 0);
	change_to("deny call if caller in banned\ndeny hangup\n");
	/* The new rules are broken because the list is missing. */
	ck_assert_uint_eq(p.rules.current.count, 1);
	ck_assert_ptr_null(policy_error(&p));
	write_file("banned", "2\n");
	look();
	ck_assert_uint_eq(p.rules.current.count, 2);
}

TEST(a_changed_configuration_leaves_the_rules_as_they_are)
{
	char other[] = "other.conf";

	use("deny call\n");
	change_to("bogus\n");
	ck_assert_uint_eq(p.rules.current.count, 1);
	conf.body_max = 1 << 20;
	policy_configure(&p, &conf, NULL);
	ck_assert_ptr_null(policy_error(&p));
	ck_assert_uint_eq(p.rules.current.count, 1);
	change_to("deny call\ndeny hangup\n");
	ck_assert_uint_eq(p.rules.current.count, 2);
	/* A new path of the file applies at once. */
	write_file("other.conf", "bogus\n");
	conf.rules_file = other;
	policy_configure(&p, &conf, NULL);
	ck_assert_ptr_nonnull(strstr(policy_error(&p), "other.conf:1: "));
	conf.rules_file = NULL;
	policy_configure(&p, &conf, NULL);
	ck_assert_ptr_null(policy_error(&p));
	ck_assert_uint_eq(p.rules.current.count, 0);
}

TEST(many_errors_do_not_flood_the_log)
{
	char text[4096] = "";
	int i;

	for (i = 0; i < 500; i++)
		strcat(text, "bogus\n");
	use(text);
	ck_assert_uint_le(log_capture_count(), 12);
	ck_assert_ptr_nonnull(strstr(policy_error(&p), "rules.conf:1: "));
}

TEST(while_rules_are_broken_hooks_get_503_with_file_and_line)
{
	int tries;

	hook_start("allow call\ndeny call if caller\n", NULL);
	hook_check_denied("call", "{\"a\":1}", 503, "rules.conf:2: ");
	hook_check_denied("connect", "{\"a\":1}", 503, "rules.conf:2: ");
	ck_assert_ptr_nonnull(strstr(journal_last_line(), "\"status\":503"));
	write_file("rules.conf", "deny call\n");
	for (tries = 0; tries < 500 && hook_post("call", "{}").status != 403;
	     tries++)
		usleep(10000);
	hook_check_denied("call", "{}", 403, "denied by rules.conf:1");
	hook_check_answer("hangup", "{}", NULL);
}

/* Obstacles in ./state that keep a limit from counting. */

static void
make_the_lock_a_directory(void)
{
	ck_assert_int_eq(mkdir("state/limits.lock", 0700), 0);
}

static void
make_the_lock_a_link(void)
{
	ck_assert_int_eq(symlink("elsewhere", "state/limits.lock"), 0);
}

static void
fall_behind(void)
{
	const size_t size = (size_t)17 << 20;
	char *much = malloc(size), *path = journal_path("state");
	FILE *f = fopen(path, "a");

	ck_assert(much && f);
	memset(much, '\n', size);
	ck_assert_uint_eq(fwrite(much, 1, size, f), size);
	fclose(f);
	free(much);
}

static const struct {
	void (*make)(void);
	const char *why;
} obstacles[] = {
	{ make_the_lock_a_directory,
	  "limits.lock: this is not a regular file" },
	{ make_the_lock_a_link,
	  "limits.lock: Too many levels of symbolic links" },
	{ fall_behind, "the index is too far behind the journal" },
};

#define LIMITED                                                                \
	"limit call 1 active by caller\nlimit call 5 per day by appKey\n"
#define CALL                                                                   \
	"{\"appKey\":\"a\",\"nodeId\":\"n\",\"sessionId\":\"s\","              \
	"\"callId\":\"1\",\"caller\":\"c\",\"callee\":\"x\"}"

TEST_LOOP(a_limit_that_cannot_count_lets_hooks_pass_and_is_logged,
	  ROWS(obstacles))
{
	hook_start(LIMITED, NULL);
	hook_check_answer("hangup", "{}", NULL);
	obstacles[_i].make();
	hook_check_answer("call", CALL, NULL);
	ck_assert_ptr_nonnull(strstr(journal_last_line(),
				     ",\"warnings\":[\"limit not counted\"],"));
	/*
	 * The hook takes its slots, so that it counts when the obstacle is
	 * gone.
	 */
	ck_assert_ptr_nonnull(strstr(
	    journal_last_line(), ",\"slots\":[\"call by caller = c\",\"call "
				 "rate by appKey = a\"],"));
	ck_assert_ptr_nonnull(strstr(
	    log_capture_text(), "rules.conf:1: the limit is not applied: "));
	ck_assert_msg(strstr(log_capture_text(), obstacles[_i].why) != NULL,
		      "%s", log_capture_text());
	/* One message, however many limits there are. */
	ck_assert_uint_eq(log_capture_count(), 1);
	hook_check_answer("hangup", "{}", NULL);
}

TEST_LOOP(a_limit_that_cannot_count_refuses_hooks_if_configured,
	  ROWS(obstacles))
{
	hook_start(LIMITED, "on_state_error = refuse\n");
	hook_check_answer("hangup", "{}", NULL);
	obstacles[_i].make();
	hook_check_denied("call", CALL, 503,
			  "the limit of rules.conf:1 cannot be counted");
	ck_assert_ptr_nonnull(
	    strstr(journal_last_line(), "\"rule\":\"rules.conf:1\""));
	ck_assert_ptr_null(strstr(journal_last_line(), "\"slots\""));
	/* Hooks without a limit are not affected. */
	hook_check_answer("call", "{\"a\":1}", NULL);
	hook_check_answer("hangup", "{}", NULL);
}

TEST(a_limit_counts_again_when_the_obstacle_is_gone)
{
	hook_start(LIMITED, NULL);
	hook_check_answer("hangup", "{}", NULL);
	make_the_lock_a_directory();
	hook_check_answer("call", CALL, NULL);
	ck_assert_int_eq(rmdir("state/limits.lock"), 0);
	hook_check_denied(
	    "call",
	    "{\"appKey\":\"a\",\"sessionId\":\"s\",\"callId\":\"2\","
	    "\"caller\":\"c\"}",
	    403, "limit of rules.conf:1: 1 active by caller");
}
