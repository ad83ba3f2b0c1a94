/* health: the verdict and its reasons are those of `echoappctl status`. */

#include <grp.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

/* The same time for both programs, because the reasons contain times. */
static timestamp start;

static const char *
today(void)
{
	static char path[128];

	snprintf(path, sizeof path, "state/journal/%s", state_day_file(start));
	return path;
}

static void
write_line(const char *line)
{
	history_append("state", state_day_file(start), line, strlen(line));
}

static void
put_call(void)
{
	state_put(start - HOUR_US, "connect", 200, "s", "\"sipLogin\":\"1\"");
	state_put(start, "call", 200, "s", "\"callId\":\"c\"");
	state_put(start, "call", 403, "s", "\"callId\":\"d\"");
}

static void
have_nothing(void)
{
}

static void
have_broken_conf(void)
{
	put_call();
	write_file("echoapp.conf", "# mine\nstrict = perhaps\n");
}

static void
have_no_file_as_conf(void)
{
	put_call();
	unlink("echoapp.conf");
	ck_assert_int_eq(mkdir("echoapp.conf", 0700), 0);
}

static void
have_broken_rules(void)
{
	put_call();
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("rules.conf", "deny call\nnonsense\nmore\n");
}

static void
have_no_rules(void)
{
	put_call();
	write_file("echoapp.conf", "rules = nowhere.conf\n");
}

static void
have_broken_client_config(void)
{
	put_call();
	write_file("echoapp.conf", "rest_client_config = client.json\n");
	write_file("client.json", "{\"restClientConfig\":\n");
}

static void
have_no_secrets(void)
{
	put_call();
	write_file("echoapp.conf", "auth = hmac\nsecret_file = secrets\n");
}

static void
have_everything_wrong(void)
{
	put_call();
	write_file("echoapp.conf", "auth = hmac\nsecret_file = secrets\n"
				   "rules = rules.conf\n");
	write_file("rules.conf", "nonsense\n");
	write_line("no line\n{\"time\":");
}

static void
have_a_file_as_state(void)
{
	write_file("state", "");
}

static void
have_a_file_as_journal(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	write_file("state/journal", "");
}

static void
have_a_directory_as_day(void)
{
	put_call();
	unlink(today());
	ck_assert_int_eq(mkdir(today(), 0700), 0);
}

static void
have_a_link_as_day(void)
{
	put_call();
	ck_assert_int_eq(rename(today(), "elsewhere"), 0);
	ck_assert_int_eq(symlink("../../elsewhere", today()), 0);
}

static void
have_a_torn_line(void)
{
	put_call();
	write_line("{\"time\":\"20");
}

static void
have_a_future_line(void)
{
	put_call();
	state_put(start + DAY_US, "call", 200, "s", "\"callId\":\"e\"");
}

static void
have_an_unreadable_line(void)
{
	put_call();
	write_line("no line\n");
}

static void
have_lost_hooks(void)
{
	char line[256], time[TIMESTAMP_SIZE];

	put_call();
	timestamp_format(time, sizeof time, start);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"call\",\"status\":200,"
		 "\"us\":9,\"lost\":3,\"body\":{}}\n",
		 time);
	write_line(line);
}

/* The journal tells them, too, and they are counted once. */
static void
have_counted_losses(void)
{
	char line[256], time[TIMESTAMP_SIZE];

	put_call();
	timestamp_format(time, sizeof time, start);
	snprintf(line, sizeof line,
		 "{\"lost\":3,\"accepted\":0,\"last\":\"%s\","
		 "\"reason\":\"the disk is full\"}\n",
		 time);
	write_file("state/losses.json", line);
	snprintf(line, sizeof line,
		 "{\"time\":\"%s\",\"hook\":\"call\",\"status\":200,"
		 "\"us\":9,\"lost\":3,\"counted\":3,\"body\":{}}\n",
		 time);
	write_line(line);
}

static void
have_an_index(void)
{
	put_call();
	ctl_output(ctl_run("reap", NULL));
}

static void
have_a_damaged_index(void)
{
	have_an_index();
	write_file("state/index.db", "this is no database at all");
}

static void
have_an_old_index(void)
{
	have_an_index();
	put_call();
}

static void
have_a_directory_as_index(void)
{
	put_call();
	ck_assert_int_eq(mkdir("state/index.db", 0700), 0);
}

/* More lines than a reader folds before it reports. */
static void
have_a_long_journal(void)
{
	struct buffer lines = { 0 };
	char info[2000], members[2100];
	const char *line;
	unsigned i;

	memset(info, 'x', sizeof info - 1);
	info[sizeof info - 1] = '\0';
	snprintf(members, sizeof members, "\"callId\":\"c\",\"info\":\"%s\"",
		 info);
	line = history_line(start, "call", 200, "s", members);
	for (i = 0; i < 9000; i++)
		buffer_str(&lines, line);
	history_append("state", state_day_file(start), lines.at, lines.len);
	buffer_free(&lines);
}

static void
have_a_read_only_journal(void)
{
	put_call();
	ck_assert_int_eq(unlink(today()), 0);
	ck_assert_int_eq(chmod("state/journal", 0500), 0);
}

static void
have_a_read_only_day(void)
{
	put_call();
	ck_assert_int_eq(chmod(today(), 0400), 0);
}

static void
have_a_read_only_state(void)
{
	put_call();
	ck_assert_int_eq(chmod("state", 0500), 0);
}

static void
have_a_secret_journal(void)
{
	put_call();
	ck_assert_int_eq(chmod("state/journal", 0), 0);
}

static const struct {
	void (*make)(void);
	const char *reason; /* one of the problems; NULL: no problem */
} states[] = {
	{ put_call, NULL },
	{ have_nothing, NULL },
	{ have_broken_conf,
	  "the configuration cannot be used: echoapp.conf:2" },
	{ have_no_file_as_conf, "the configuration cannot be used: " },
	{ have_broken_rules, "the rules cannot be used: rules.conf:2: " },
	{ have_no_rules, "the rules cannot be used: " },
	{ have_broken_client_config,
	  "the rules cannot be used: client.json: " },
	{ have_no_secrets, "hooks cannot be authenticated: secrets" },
	{ have_everything_wrong, "the journal has 1 unreadable lines" },
	{ have_a_file_as_state, "the journal cannot be read: " },
	{ have_a_file_as_journal, "the journal cannot be written: " },
	{ have_a_directory_as_day, "the journal cannot be written: " },
	{ have_a_link_as_day, "the journal cannot be written: " },
	{ have_a_torn_line, "the last line of the journal has no end" },
	{ have_a_future_line, "in the future" },
	{ have_an_unreadable_line, "the journal has 1 unreadable lines" },
	{ have_lost_hooks, "3 hooks were answered but could not be recorded" },
	{ have_counted_losses, "3 hooks were answered but could not be" },
	{ have_an_index, NULL },
	{ have_a_damaged_index, NULL },
	{ have_an_old_index, NULL },
	{ have_a_directory_as_index,
	  "the index cannot be brought up to date: " },
	{ have_a_long_journal, " MB behind the journal" },
};

static const struct {
	void (*make)(void);
	const char *reason;
} refused[] = {
	{ have_a_read_only_journal,
	  "the journal cannot be written: state/journal: Permission denied; its"
	  " owner is " },
	{ have_a_read_only_day, "the journal cannot be written: " },
	{ have_a_read_only_state, "the index cannot be brought up to date: " },
	{ have_a_secret_journal, "the journal cannot be read: " },
};

static void
make_state(void (*make)(void))
{
	chmod("state", 0700);
	chmod("state/journal", 0700);
	remove_tree("state");
	remove_tree("echoapp.conf");
	write_file("echoapp.conf", "# as it comes\n");
	make();
}

/* The problems, one a line, with paths below the current directory. */
static char *
problems_of(struct json_object *report)
{
	const char *here = path_here("");
	struct buffer all = { 0 };
	struct json_object *list;
	char *at;
	size_t i;

	ck_assert(json_object_object_get_ex(report, "problems", &list));
	for (i = 0; i < json_object_array_length(list); i++) {
		buffer_str(&all, json_object_get_string(
				     json_object_array_get_idx(list, i)));
		buffer_str(&all, "\n");
	}
	buffer_add(&all, "", 1);
	for (at = all.at; (at = strstr(at, here));)
		memmove(at, at + strlen(here), strlen(at + strlen(here)) + 1);
	return all.at;
}

static void
check_verdicts(void (*make)(void), const char *reason)
{
	static const char *const arguments[] = { "--conf",  "echoapp.conf",
						 "--state", "state",
						 "status",  "--json",
						 NULL };
	struct outcome r;
	struct json_object *health, *status;
	char *problems;

	start = state_now() - SECOND_US;
	make_state(make);
	r = ctl_run_bare(arguments);
	ck_assert_uint_eq(count_lines(r.out), 1);
	status = json_line_of(r.out, 0);
	problems = problems_of(status);
	ck_assert_str_eq(r.err, "");
	ck_assert_int_eq(r.code, reason ? 1 : 0);
	ck_assert_str_eq(json_text_of(status, "well"),
			 reason ? "false" : "true");
	if (reason)
		ck_assert_msg(strstr(problems, reason) != NULL, "%s", problems);
	else
		ck_assert_str_eq(problems, "");
	/* Each program makes the index, so each gets its own state. */
	make_state(make);
	health = status_json("/status/health");
	ck_assert_str_eq(problems_of(health), problems);
	ck_assert_str_eq(json_text_of(health, "well"),
			 json_text_of(status, "well"));
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST_LOOP(both_programs_give_one_verdict, ROWS(states))
{
	check_verdicts(states[_i].make, states[_i].reason);
}

TEST(the_verdict_comes_first)
{
	const char *health;

	start = state_now() - SECOND_US;
	make_state(have_broken_rules);
	health = status_get("/status/health").body;
	ck_assert_ptr_eq(strstr(health, "{\"well\":false,\"problems\":[\""),
			 health);
	ck_assert_int_eq(
	    strncmp(ctl_run("status", NULL).out, "well ", strlen("well ")), 0);
}

TEST(metrics_and_doctor_give_the_same_verdict)
{
	const char *arguments[] = { "--conf",  "echoapp.conf",
				    "--state", "state",
				    "--json",  "doctor",
				    "--quick", "http://127.0.0.1:9",
				    NULL };
	struct outcome r;

	start = state_now() - SECOND_US;
	make_state(put_call);
	ck_assert_ptr_nonnull(
	    strstr(status_get("/metrics").body, "\nechoapp_well 1\n"));
	make_state(have_lost_hooks);
	ck_assert_ptr_nonnull(
	    strstr(status_get("/metrics").body, "\nechoapp_well 0\n"));
	r = ctl_run_bare(arguments);
	ck_assert_msg(strstr(r.out, "3 hooks were answered but could not") !=
			  NULL,
		      "%s", r.out);
}

static bool
is_root(void)
{
	return geteuid() == 0;
}

TEST_IF(is_root, a_file_of_another_user_is_a_problem)
{
	struct outcome r;

	start = state_now() - SECOND_US;
	make_state(put_call);
	ck_assert_int_eq(chown(today(), 65534, 65534), 0);
	r = ctl_run("status", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, " belongs to "));
	ck_assert_ptr_nonnull(
	    strstr(status_get("/status/health").body, " belongs to "));
}

/* Permissions do not restrict root. */
static bool
become_nobody(void)
{
	const uid_t nobody = 65534;

	if (geteuid() != 0)
		return true;
	ck_assert_int_eq(chown(".", nobody, nobody), 0);
	ck_assert_int_eq(setgroups(0, NULL), 0);
	ck_assert_int_eq(setresgid(nobody, nobody, nobody), 0);
	ck_assert_int_eq(setresuid(nobody, nobody, nobody), 0);
	return access(ctl_path(), X_OK) == 0 && access(".", W_OK) == 0;
}

TEST_LOOP(without_permissions_both_programs_give_one_verdict, ROWS(refused))
{
	if (become_nobody())
		check_verdicts(refused[_i].make, refused[_i].reason);
}

/* The API folds after its response; that process must end before the test. */
static void
wait_for_fold(void)
{
	struct json_object *index;
	int tries = 0;

	do {
		ck_assert_int_lt(tries++, 200);
		usleep(50000);
		json_object_object_get_ex(status_json("/status/health"),
					  "index", &index);
	} while (strcmp(json_text_of(index, "lag_bytes"), "0") != 0);
}

TEST(an_index_that_is_up_to_date_is_well)
{
	start = state_now() - SECOND_US;
	make_state(have_a_long_journal);
	ck_assert_str_eq(json_text_of(status_json("/status/health"), "well"),
			 "false");
	wait_for_fold();
	ck_assert_str_eq(json_text_of(status_json("/status/health"), "well"),
			 "true");
}
