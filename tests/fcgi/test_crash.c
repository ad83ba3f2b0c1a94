/* Killing programs at any moment loses no hook that was answered. */

#include <signal.h>
#include <unistd.h>

#include "conf/conf_keys.h"
#include "index/expiry.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/load_client.h"
#include "support/processes.h"
#include "support/web_server.h"

/* How long programs are killed, microseconds. */
#define KILLING_US 3500000

/*
 * Kills a random program every `pause` microseconds, but never lighttpd;
 * returns how many were killed. lighttpd restarts programs once a second.
 */
static unsigned
kill_some(const char *name, unsigned pause)
{
	pid_t at[PROCESSES_MAX], lighttpd = process_of("lighttpd");
	uint64_t random = 1;
	unsigned killed = 0, i;

	ck_assert_int_gt(lighttpd, 0);
	for (i = 0; i < KILLING_US / pause; i++) {
		size_t n = processes(name, at, PROCESSES_MAX);
		pid_t one = n ? at[next_random(&random) % n] : 0;

		if (one > 0 && one != lighttpd && kill(one, SIGKILL) == 0)
			killed++;
		usleep(pause);
	}
	return killed;
}

/* So that hooks are answered before the first kill, however slow it is here. */
static void
start_and_wait_for_hooks(struct load_client *l)
{
	load_start(l);
	while (count_lines(web_journal()) < 50)
		usleep(1000);
}

/*
 * A program may be killed after it recorded a hook and before it responded, or
 * in the middle of the line. lighttpd then sends the request to another
 * program, but without the body.
 */
static void
check_nothing_was_lost(const struct load_client *l, unsigned killed)
{
	struct recorded r = load_recorded();
	size_t headless = count_of(web_journal(), "\"status\":400,\"us\":");
	size_t torn;

	ck_assert_uint_eq(r.missing, 0);
	ck_assert_uint_ge(r.lines, l->answered);
	ck_assert_uint_le(r.lines, l->sent + l->again);
	ck_assert_uint_le(r.lines, l->answered + killed);
	ck_assert_uint_le(headless, killed);
	ck_assert_uint_eq(web_lines(&torn), r.lines + headless);
	ck_assert_uint_le(torn, killed);
}

/* Background folds were killed, too. */
static void
check_index(void)
{
	struct conf defaults;
	struct timeouts patience;
	char *got, *wanted;
	int i;

	conf_keys_set_defaults(&defaults);
	patience = expiry_timeouts(&defaults);
	/* Between the two, a call may end by its timeout. */
	for (i = 0; i < 10; i++) {
		history_fold_upto(web_state_dir(), &patience, 0);
		got = history_tables(web_state_dir());
		wanted = history_fresh_tables(web_state_dir(), &patience);
		if (strcmp(got, wanted) == 0)
			break;
	}
	history_check_same(got, wanted, "after the killing");
}

/*
 * lighttpd has restarted all programs within this time, seconds: when a request
 * finds a program dead before lighttpd knows, lighttpd first waits a second, or
 * some on a busy machine.
 */
#define RECOVERY 20

static void
check_it_answers_again(void)
{
	struct load_client l = {
		.clients = 1,
		.hooks = 100,
		.tries = RECOVERY * 10,
		.pause = 100,
	};

	load_client_run(&l);
	ck_assert_msg(l.answered == l.sent, "%s", l.trouble);
	l.tries = 1;
	load_client_run(&l);
	ck_assert_msg(l.answered == l.sent, "%s", l.trouble);
}

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
};

TEST(killing_random_programs_loses_nothing)
{
	struct load_client l = {
		.clients = 4,
		.hooks = LOAD_HOOKS,
		.tries = 4,
		.pause = 10,
	};
	unsigned killed;

	start_and_wait_for_hooks(&l);
	killed = kill_some(NULL, 5000);
	load_stop(&l);
	ck_assert_msg(l.answered > 30, "%u killed, %u sent: %s\n%s", killed,
		      l.sent, l.trouble, web_log_end());
	ck_assert_uint_gt(killed, 30);
	check_nothing_was_lost(&l, killed);
	check_it_answers_again();
	check_index();
}

TEST(killing_the_busy_program_loses_nothing)
{
	struct load_client l = {
		.clients = 4,
		.hooks = LOAD_HOOKS,
		.only = "/EchoApp/callStatusEvent",
		.pause = 10,
	};
	unsigned killed;

	start_and_wait_for_hooks(&l);
	killed = kill_some("callStatusEvent.fcgi", 50000);
	load_stop(&l);
	ck_assert_msg(l.answered > 30, "%u killed, %u sent: %s\n%s", killed,
		      l.sent, l.trouble, web_log_end());
	ck_assert_uint_gt(killed, 2);
	check_nothing_was_lost(&l, killed);
	check_it_answers_again();
	check_index();
}

TEST(a_hook_that_is_sent_again_is_not_lost_with_a_killed_program)
{
	struct load_client l = {
		.clients = 4,
		.hooks = LOAD_HOOKS,
		.tries = RECOVERY,
		.pause = 1000,
	};
	pid_t at[PROCESSES_MAX], lighttpd = process_of("lighttpd");
	unsigned killed = 0;
	size_t n, i;

	load_start(&l);
	usleep(300000);
	n = processes(NULL, at, PROCESSES_MAX);
	for (i = 0; i < n; i++)
		if (at[i] != lighttpd && kill(at[i], SIGKILL) == 0)
			killed++;
	sleep(3);
	load_stop(&l);
	ck_assert_uint_ge(killed, 40);
	ck_assert_msg(l.answered == l.sent, "%s", l.trouble);
	check_nothing_was_lost(&l, killed);
}
