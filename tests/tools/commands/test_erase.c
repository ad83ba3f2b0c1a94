/* erase: the user is no longer in the journal nor in the index. */

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/index.h"
#include "journal/journal.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

/* A name so long that it does not occur by chance. */
#define PERSON "jane.q.public-4711"

static char *
day_text(void)
{
	return harness_read_file(journal_path("state"), NULL);
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST(only_names_and_words_are_replaced)
{
	static const char before[] =
	    "{ \"time\": \"2026-03-01T12:00:00.000001Z\",\"hook\":\"sendMessage"
	    "\",\"status\":403,\"us\":5,\"sessionId\":\"s\",\"reason\":"
	    "\"" PERSON " may not\",\"body\":{\"id\":\"m\",\"from\":\"" PERSON
	    "\", \"to\" : \"bob\",\"n\":1.000000000000000000000001,"
	    "\"body\":\"dear \\u00fc bob\",\"x\":{\"from\":\"y\"},"
	    "\"visibleName\":\"jane\\u002eq.public-4711\"}}\n";
	static const char after[] =
	    "{ \"time\": \"2026-03-01T12:00:00.000001Z\",\"hook\":\"sendMessage"
	    "\",\"status\":403,\"us\":5,\"sessionId\":\"s\",\"reason\":\"erased"
	    "\",\"body\":{\"id\":\"m\",\"from\":\"erased"
	    "\", \"to\" : \"bob\",\"n\":1.000000000000000000000001,"
	    "\"body\":\"erased\",\"x\":{\"from\":\"y\"},"
	    "\"visibleName\":\"erased\"}}\n";
	static const char other[] =
	    "{\"time\":\"2026-03-01T12:00:01.000000Z\",\"hook\":\"sendMessage"
	    "\",\"status\":200,\"body\":{\"from\":\"bob\",\"to\":\"eve\","
	    "\"body\":\"about " PERSON "2\"}}\n"
	    "no line of " PERSON "\n"
	    "torn";
	char expected[2048];
	struct stat st;

	history_append("state", DAY_FILE, before, strlen(before));
	history_append("state", DAY_FILE, other, strlen(other));
	ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	snprintf(expected, sizeof expected, "%s%s", after, other);
	ck_assert_str_eq(day_text(), expected);
	ck_assert_int_eq(stat(journal_path("state"), &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
}

TEST(each_member_that_may_name_a_user_is_checked)
{
	static const char *const names[] = {
		"caller",      "callee",	 "from",
		"to",	       "sipLogin",	 "sipAuthenticationName",
		"visibleName", "sipVisibleName",
	};
	timestamp t = state_now() - HOUR_US;
	size_t i;

	for (i = 0; i < ROWS(names); i++)
		state_put(t + (timestamp)i, "connect", 200, "s",
			  "\"%s\":\"" PERSON
			  "\",\"sipMessageRaw\":\"From: <sip:" PERSON
			  "@x>\",\"callId\":\"c%zu\"",
			  names[i], i);
	state_put(t + 99, "call", 200, "s", "\"callId\":\"n\",\"caller\":4711");
	ctl_output(ctl_run("calls", NULL));
	ck_assert_uint_gt(state_count(PERSON), 8);
	ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	ck_assert_uint_eq(state_count(PERSON), 0);
	ctl_output(ctl_run("erase", "--user", "4711", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(day_text(), "\"caller\":\"erased\""));
}

static const struct {
	const char *hook, *before, *after;
} bodies[] = {
	/* SIP addresses, alone and in a list. */
	{ "OnMessageEvent",
	  "\"from\":\"\\\"Jane\\\" <sip:10002@host>;tag=1\",\"to\":\"sip:1@h, "
	  "sip:10002@host;lr,sip:3@h\",\"body\":\"hi\"",
	  "\"from\":\"erased\",\"to\":\"sip:1@h, erased,sip:3@h\","
	  "\"body\":\"erased\"" },
	{ "call", "\"caller\":\"10001\",\"callee\":\"sip:10002@host\"",
	  "\"caller\":\"10001\",\"callee\":\"erased\"" },
	{ "sendMessage", "\"to\":[\"10001\",\"10002\",10002]",
	  "\"to\":[\"10001\",\"erased\",\"erased\"]" },
	/* The target of a transfer, and the name of a stream. */
	{ "transfer", "\"target\":\"10002\"", "\"target\":\"erased\"" },
	{ "publishStream", "\"name\":\"10002\"", "\"name\":\"erased\"" },
	/* The visible name belongs to the caller. */
	{ "connect",
	  "\"sipLogin\":\"10002\",\"sipVisibleName\":\"Jane Q\","
	  "\"sipAuthenticationName\":\"jq\",\"sipDomain\":\"d\"",
	  "\"sipLogin\":\"erased\",\"sipVisibleName\":\"erased\","
	  "\"sipAuthenticationName\":\"erased\",\"sipDomain\":\"d\"" },
	{ "call", "\"caller\":\"10002\",\"visibleName\":\"Jane Q\"",
	  "\"caller\":\"erased\",\"visibleName\":\"erased\"" },
	{ "call",
	  "\"caller\":\"1\",\"callee\":\"10002\",\"visibleName\":\"Bob\"",
	  "\"caller\":\"1\",\"callee\":\"erased\",\"visibleName\":\"Bob\"" },
	{ "call", "\"caller\":\"10002\",\"visibleName\":\"\",\"body\":null",
	  "\"caller\":\"erased\",\"visibleName\":\"\",\"body\":null" },
	/* The same members within objects. */
	{ "call", "\"custom\":{\"a\":[{\"from\":\"10002\",\"x\":1}]}",
	  "\"custom\":{\"a\":[{\"from\":\"erased\",\"x\":1}]}" },
	/* Only the raw message contains the name. */
	{ "RegistrationStatusEvent",
	  "\"status\":\"REGISTERED\",\"sipMessageRaw\":\"From: <sip:10002@h>"
	  "\\r\\n\"",
	  "\"status\":\"REGISTERED\",\"sipMessageRaw\":\"erased\"" },
	{ "CallStatusEvent",
	  "\"callee\":\"10002\",\"info\":\"10002 is not here\"",
	  "\"callee\":\"erased\",\"info\":\"erased\"" },
	/* Other users stay. */
	{ "call",
	  "\"caller\":\"100021\",\"callee\":\"sip:1@10002\",\"x\":\"10002\"",
	  NULL },
	{ "MessageStatusEvent",
	  "\"from\":\"1\",\"to\":\"3\",\"body\":\"call 10002 back\"", NULL },
	{ "CallStatusEvent",
	  "\"callee\":\"3\",\"info\":\"10002\",\"sipMessageRaw\":\"SIP/2.0 100"
	  " Trying 10002\"",
	  NULL },
};

TEST_LOOP(a_user_is_recognized_in_each_form_and_others_stay, ROWS(bodies))
{
	const char *after = bodies[_i].after;
	char *line, *expected;

	line =
	    history_line(NOON_US, bodies[_i].hook, 200, "s", bodies[_i].before);
	expected = history_line(NOON_US, bodies[_i].hook, 200, "s",
				after ? after : bodies[_i].before);
	history_append("state", DAY_FILE, line, strlen(line));
	ctl_output(ctl_run("erase", "--user", "10002", "--yes", NULL));
	ck_assert_str_eq(day_text(), expected);
	/* A second run finds nothing. */
	ck_assert_ptr_nonnull(strstr(
	    ctl_output(ctl_run("erase", "--user", "10002", "--yes", NULL)),
	    "no line"));
}

/* The number in spellings and members of all kinds. */
#define ELSEWHERE                                                              \
	"\"callee\":\"tel:+49-3012345\",\"callId\":\"c-493012345\","           \
	"\"custom\":{\"who\":[\"x\",\"+49 30 123-45 now\"],\"493012345\":1},"  \
	"\"origin\":\"https://h/?a=%%2B493012345\",\"rtmpUrl\":\"rtmp://h/"    \
	"493012345"                                                            \
	"/s\",\"port\":493012345,\"other\":\"4930123456\",\"t\":\"49301234\""

TEST(members_that_still_have_the_name_are_listed)
{
	const char *lines;

	state_put(NOON_US, "call", 200, "s", ELSEWHERE);
	lines =
	    ctl_output(ctl_run("erase", "--user", "493012345", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(lines, "erase --everywhere"));
	ck_assert_ptr_nonnull(strstr(lines, "  1  custom.who\n"));
	ck_assert_ptr_nonnull(strstr(lines, "  1  custom\n"));
	ck_assert_ptr_nonnull(strstr(lines, "  1  callId\n"));
	ck_assert_ptr_nonnull(strstr(lines, "  1  origin\n"));
	ck_assert_ptr_nonnull(strstr(lines, "  1  rtmpUrl\n"));
	ck_assert_ptr_nonnull(strstr(lines, "  1  port\n"));
	ck_assert_ptr_null(strstr(lines, "other"));
	ck_assert_ptr_nonnull(strstr(day_text(), "\"callee\":\"erased\""));
	ck_assert_ptr_nonnull(strstr(day_text(), "rtmp://h/493012345/s"));
	lines = ctl_output(
	    ctl_run("erase", "--user", "+493012345", "--yes", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "member"),
			 "callId");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "values"), "1");
}

TEST(everywhere_takes_the_name_out_of_all_members)
{
	static const char after[] =
	    "\"custom\":{\"who\":[\"x\",\"erased now\"],\"erased\":1},"
	    "\"origin\":\"erased\",\"rtmpUrl\":\"rtmp://h/erased/s\","
	    "\"port\":\"erased\",\"other\":\"4930123456\",\"t\":\"49301234\"";
	const char *lines;

	state_put(NOON_US, "call", 200, "493012345/s", ELSEWHERE);
	state_put(NOON_US, "call", 200, "s", "\"callee\":\"10002\"");
	lines = ctl_output(ctl_run("erase", "--user", "493012345", "--yes",
				   "--everywhere", NULL));
	ck_assert_ptr_nonnull(strstr(lines, "  1  custom.who\n"));
	ck_assert_msg(strstr(day_text(), after) != NULL, "%s", day_text());
	/* The line has the session twice, and both are the same. */
	ck_assert_uint_eq(count_of(day_text(), "\"erased-"), 2);
	ck_assert_uint_eq(count_of(day_text(), "\"callId\":\"c-erased-"), 1);
	ck_assert_uint_eq(count_of(day_text(), "493012345\""), 0);
	ck_assert_ptr_nonnull(strstr(
	    ctl_output(ctl_run("erase", "--user", "493012345", "--yes", NULL)),
	    "no line"));
	ck_assert_ptr_nonnull(strstr(day_text(), "\"callee\":\"10002\""));
}

TEST(what_no_sender_chooses_is_no_name)
{
	const char *lines;

	state_put(NOON_US, "call", 200, "s", "\"callee\":\"10002\"");
	lines = ctl_output(
	    ctl_run("erase", "--user", "call", "--everywhere", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(lines, "no line"));
	lines = ctl_output(
	    ctl_run("erase", "--user", "200", "--everywhere", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(lines, "no line"));
}

TEST(names_of_members_are_no_commands_for_a_terminal)
{
	const char *lines;

	state_put(NOON_US, "call", 200, "s",
		  "\"a\\u001b[2J\\u202e\":\"10002\"");
	lines = ctl_output(ctl_run("erase", "--user", "10002", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(lines, "a\\x1b[2J\\u202e\n"));
}

TEST(an_unreadable_line_is_reported)
{
	static const char garbage[] =
	    "{\"from\":\"10002\"\n{\"from\":\"100020\"\n";
	const char *lines;

	state_put(NOON_US, "call", 200, "s", "\"caller\":\"10002\"");
	history_append("state", DAY_FILE, garbage, strlen(garbage));
	lines = ctl_output(
	    ctl_run("erase", "--user", "10002", "--yes", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "changed"), "1");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "garbled"), "1");
	lines = ctl_output(ctl_run("erase", "--user", "10002", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(lines, "1 unreadable lines"));
}

TEST(users_of_different_hosts_are_different)
{
	state_put(
	    NOON_US, "call", 200, "s",
	    "\"caller\":\"sip:10002@here\",\"callee\":\"sip:10002@there\"");
	state_put(NOON_US, "call", 200, "s", "\"caller\":\"10002\"");
	ctl_output(ctl_run("erase", "--user", "10002@there", "--yes", NULL));
	ck_assert_ptr_nonnull(strstr(day_text(),
				     "\"caller\":\"sip:10002@here\","
				     "\"callee\":\"erased\""));
	ck_assert_ptr_nonnull(strstr(day_text(), "\"caller\":\"10002\""));
}

TEST(the_slot_of_a_limit_no_longer_has_the_name)
{
	state_put_placed(state_now(), "call", "s", "call by caller = " PERSON,
			 "\"callId\":\"c\",\"caller\":\"" PERSON "\"");
	ctl_output(ctl_run("calls", NULL));
	ck_assert_uint_ge(state_count(PERSON), 3);
	ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	ck_assert_uint_eq(state_count(PERSON), 0);
}

TEST(an_index_with_a_reader_is_cleaned_too)
{
	struct index *reader;

	state_put_call(state_now() - HOUR_US, "a", PERSON, "10002");
	ctl_output(ctl_run("calls", NULL));
	reader = index_open("state", NULL);
	ck_assert_int_eq(index_begin_read(reader), 0);
	ck_assert_int_eq(
	    sql_number(index_sql(reader), "SELECT count(*) FROM call"), 1);
	ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	ck_assert_uint_eq(state_count(PERSON), 0);
	index_close(reader);
	ck_assert_uint_eq(state_count(PERSON), 0);
}

TEST(each_day_is_reported_and_the_lists_have_no_name)
{
	/* At noon, so that each call belongs to another day. */
	timestamp noon = state_now() / DAY_US * DAY_US - DAY_US / 2;
	const char *lines;

	state_put_call(noon - 2 * DAY_US, "a", PERSON, "10002");
	state_put_call(noon - DAY_US, "b", "10002", "10003");
	state_put_call(noon, "c", "10002", PERSON);
	lines = ctl_output(
	    ctl_run("erase", "--user", PERSON, "--yes", "--json", NULL));
	ck_assert_str_eq(json_text_of(json_line_of(lines, 0), "changed"), "4");
	ck_assert_str_eq(json_text_of(json_line_of(lines, 1), "changed"), "0");
	lines =
	    ctl_output(ctl_run("calls", "--json", "--user", "erased", NULL));
	ck_assert_uint_eq(count_lines(lines), 2);
	lines = ctl_output(ctl_run("calls", "--json", "--user", PERSON, NULL));
	ck_assert_str_eq(lines, "");
	lines = ctl_output(ctl_run("calls", "--json", "--user", "10002", NULL));
	ck_assert_uint_eq(count_lines(lines), 3);
}

TEST(a_day_without_the_user_is_not_rewritten)
{
	struct stat before, after;

	state_put_call(state_now() - HOUR_US, "a", "10001", "10002");
	ck_assert_int_eq(stat(journal_path("state"), &before), 0);
	ck_assert_ptr_nonnull(strstr(
	    ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL)),
	    "no line"));
	ck_assert_int_eq(stat(journal_path("state"), &after), 0);
	ck_assert_uint_eq(before.st_ino, after.st_ino);
}

#define WRITERS 8

/* Writes lines until a signal; exits with 0 if all were written. */
static pid_t
start_writer(unsigned number, int count_fd)
{
	struct journal *j;
	unsigned long n = 0;
	pid_t parent = getpid(), pid = fork();

	if (pid)
		return pid;
	j = journal_new("state");
	while (access("stop", F_OK) && getppid() == parent) {
		struct timespec when;
		char members[128], *line;

		clock_gettime(CLOCK_REALTIME, &when);
		snprintf(members, sizeof members,
			 "\"callId\":\"w%u-%lu.\",\"caller\":\"%s\"", number, n,
			 n % 3 ? "bob" : PERSON);
		line = history_line((timestamp)when.tv_sec * 1000000, "call",
				    200, "s", members);
		if (journal_append(j, &when, line, strlen(line), false))
			_exit(1);
		free(line);
		n++;
		usleep(1000);
	}
	if (pwrite(count_fd, &n, sizeof n, (off_t)(number * sizeof n)) < 0)
		_exit(1);
	_exit(0);
}

/* The journal has each line of each writer once, in order, and no other. */
static void
has_all(int count_fd)
{
	char *text = day_text(), *at, *end;
	unsigned long next[WRITERS] = { 0 }, wrote[WRITERS];
	unsigned i;

	for (at = text; *at; at = end + 1) {
		char *id = strstr(at, "\"callId\":\"w"), *dash, *dot;
		unsigned long who, n;

		end = strchr(at, '\n');
		ck_assert_msg(end != NULL, "torn: %s", at);
		ck_assert(id && id < end && end[-1] == '}' &&
			  strncmp(at, "{\"time\":\"", 9) == 0);
		/* sscanf() would measure the whole text for each line. */
		who = strtoul(id + strlen("\"callId\":\"w"), &dash, 10);
		ck_assert(*dash == '-' && who < WRITERS);
		n = strtoul(dash + 1, &dot, 10);
		ck_assert(*dot == '.');
		ck_assert_uint_eq(n, next[who]);
		next[who]++;
	}
	ck_assert_int_eq(pread(count_fd, wrote, sizeof wrote, 0), sizeof wrote);
	for (i = 0; i < WRITERS; i++) {
		ck_assert_uint_eq(next[i], wrote[i]);
		ck_assert_uint_gt(wrote[i], 10);
	}
}

TEST(concurrent_writers_lose_no_line)
{
	int counts = open("counts", O_RDWR | O_CREAT, 0600), i, status;
	pid_t writers[WRITERS];

	for (i = 0; i < WRITERS; i++)
		writers[i] = start_writer((unsigned)i, counts);
	for (i = 0; i < 3; i++) {
		usleep(200000);
		ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	}
	write_file("stop", "");
	for (i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(waitpid(writers[i], &status, 0), writers[i]);
		ck_assert_int_eq(status, 0);
	}
	has_all(counts);
	ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	has_all(counts);
	ck_assert_uint_eq(state_count(PERSON), 0);
	ctl_output(ctl_run("status", NULL));
}

TEST(a_kill_in_the_middle_loses_nothing)
{
	int counts = open("counts", O_RDWR | O_CREAT, 0600), i, status;
	pid_t writers[WRITERS];

	for (i = 0; i < WRITERS; i++)
		writers[i] = start_writer((unsigned)i, counts);
	usleep(200000);
	for (i = 0; i < 20; i++) {
		pid_t pid =
		    ctl_start("out", "erase", "--user", PERSON, "--yes", NULL);

		usleep(1000 * (useconds_t)(i * 3));
		ctl_stop(pid, SIGKILL);
	}
	write_file("stop", "");
	for (i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(waitpid(writers[i], &status, 0), writers[i]);
		ck_assert_int_eq(status, 0);
	}
	has_all(counts);
	ctl_output(ctl_run("erase", "--user", PERSON, "--yes", NULL));
	has_all(counts);
	ck_assert_uint_eq(state_count(PERSON), 0);
}
