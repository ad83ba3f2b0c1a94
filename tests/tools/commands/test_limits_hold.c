/* Limits hold while a command makes the index anew. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/hook_fixture.h"
#include "support/log_capture.h"
#include "support/state_fixture.h"

/* So many that the index takes a second or two. */
#define LINES 30000

static void
put_many(timestamp day)
{
	struct buffer lines = { 0 };
	char members[128];
	int i;

	for (i = 0; i < LINES; i++) {
		char *line;

		snprintf(members, sizeof members,
			 "\"callId\":\"%d-%d\",\"caller\":\"%s\","
			 "\"status\":\"FINISH\"",
			 (int)(day / DAY_US), i, i % 3 ? "bob" : "alice");
		line =
		    history_line(day + i, "CallStatusEvent", 200, "s", members);
		buffer_str(&lines, line);
		free(line);
	}
	history_append("state", state_day_file(day), lines.at, lines.len);
	buffer_free(&lines);
}

static const char *const commands[][3] = {
	{ "erase", "--user=alice", "--yes" },
	{ "purge", "--before=today", "--yes" },
	{ "reindex" },
};

TEST_LOOP(no_call_gets_past_a_limit_meanwhile, ROWS(commands))
{
	const timestamp today = state_now() / DAY_US * DAY_US;
	unsigned asked = 0;
	int status = 0;
	pid_t pid;

	put_many(today - DAY_US);
	put_many(today);
	hook_start("limit call 1 active by caller\n", NULL);
	hook_check_call(200, "1", "c");
	ctl_output(ctl_run("calls", NULL));
	hook_check_call(200, "2", "d");
	hook_check_call(403, "3", "c");
	pid = ctl_start("out", commands[_i][0], commands[_i][1],
			commands[_i][2], NULL);
	while (waitpid(pid, &status, WNOHANG) == 0) {
		char id[32];

		snprintf(id, sizeof id, "n%u", asked++);
		hook_check_call(403, id, asked % 2 ? "c" : "d");
		usleep(1000);
	}
	ck_assert_msg(status == 0, "%s", harness_read_file("err", NULL));
	ck_assert_uint_gt(asked, 20);
	ck_assert_msg(log_capture_count() == 0, "%s", log_capture_text());
	/* The new index counts the same. */
	hook_check_call(403, "4", "c");
	hook_check_call(403, "5", "d");
	hook_check_call(200, "6", "e");
}
