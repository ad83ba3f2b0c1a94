/* status: the counts and the problems. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"

/* A member of a nested object. */
static const char *
of(struct json_object *o, const char *group, const char *name)
{
	struct json_object *inside;

	ck_assert(json_object_object_get_ex(o, group, &inside));
	return json_text_of(inside, name);
}

static struct json_object *
status(int code)
{
	struct outcome r = ctl_run("status", "--json", NULL);

	ck_assert_msg(r.code == code, "%d: %s%s", r.code, r.out, r.err);
	ck_assert_uint_eq(count_lines(r.out), 1);
	return json_line_of(r.out, 0);
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(status_counts_entities_and_hooks)
{
	timestamp t = state_now();
	struct json_object *o, *errors;

	state_put_call(t - 2 * DAY_US, "old", "10001", "10002");
	state_put(t, "connect", 200, "a", "\"sipLogin\":\"10001\"");
	state_put(t, "call", 200, "a", "\"callId\":\"c\"");
	state_put(t, "call", 403, "a", "\"callId\":\"d\"");
	o = status(0);
	ck_assert_str_eq(of(o, "journal", "days"), "2");
	ck_assert_str_eq(of(o, "journal", "torn"), "false");
	ck_assert_str_eq(of(o, "live", "call"), "1");
	ck_assert_str_eq(of(o, "hooks", "answered"), "6");
	ck_assert_str_eq(of(o, "hooks", "refused"), "1");
	ck_assert_str_eq(of(o, "hooks", "answered_today"), "2");
	ck_assert_str_eq(of(o, "hooks", "refused_today"), "1");
	ck_assert_str_eq(of(o, "index", "behind_lines"), "7");
	ck_assert_str_eq(json_text_of(o, "well"), "true");
	ck_assert(json_object_object_get_ex(o, "last_errors", &errors));
	ck_assert_uint_eq(json_object_array_length(errors), 1);
	ck_assert_str_eq(
	    json_text_of(json_object_array_get_idx(errors, 0), "status"),
	    "403");
	o = status(0);
	ck_assert_str_eq(of(o, "index", "behind_lines"), "0");
	ck_assert_str_eq(of(o, "index", "behind_bytes"), "0");
}

TEST(status_has_the_version_of_the_program)
{
	const char *shown = ctl_output(ctl_run("--version", NULL));
	const char *version = json_text_of(status(0), "version");
	unsigned major, minor, patch;
	char whole[256];

	snprintf(whole, sizeof whole, "echoappctl %s\n", version);
	ck_assert_str_eq(shown, whole);
	ck_assert_int_eq(sscanf(version, "%u.%u.%u", &major, &minor, &patch),
			 3);
}

TEST(the_text_output_has_the_last_errors)
{
	history_tell_refused(0, "call", "s",
			     "\"callId\":\"c\",\"caller\":\"10001\"",
			     "too many calls", "two-calls");
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("status", NULL)), "too many calls"));
}

TEST(a_missing_state_is_well)
{
	ck_assert_str_eq(of(status(0), "state", "there"), "false");
	ck_assert_int_eq(access("state", F_OK), -1);
}

TEST(invalid_lines_are_a_problem)
{
	timestamp t = state_now();

	state_put(t, "call", 200, "a", "\"callId\":\"c\"");
	history_append("state", state_day_file(t), "garbage\n", 8);
	ck_assert_str_eq(of(status(1), "journal", "unreadable"), "1");
	ck_assert_ptr_nonnull(strstr(ctl_run("reindex", "--json", NULL).out,
				     "\"unreadable\":1,"));
}

TEST(a_line_of_a_future_time_is_a_problem)
{
	state_put(state_now() + HOUR_US, "call", 200, "a", "\"callId\":\"c\"");
	ck_assert_str_eq(of(status(1), "journal", "ahead"), "true");
}

TEST(a_torn_line_is_a_problem)
{
	timestamp t = state_now();

	state_put(t, "call", 200, "a", "\"callId\":\"c\"");
	history_append("state", state_day_file(t), "{\"time\":\"20", 11);
	ck_assert_str_eq(of(status(1), "journal", "torn"), "true");
}

TEST(a_journal_that_cannot_be_written_is_a_problem)
{
	if (geteuid() == 0)
		return; /* root may write anywhere */
	state_put(state_now(), "call", 200, "a", "\"callId\":\"c\"");
	chmod("state/journal", 0500);
	ck_assert_str_eq(of(status(1), "state", "writable"), "false");
	chmod("state/journal", 0700);
}

TEST(a_broken_index_is_rebuilt)
{
	state_put(state_now(), "call", 200, "a", "\"callId\":\"c\"");
	status(0);
	write_file("state/index.db", "this is no database at all");
	ck_assert_str_eq(of(status(0), "hooks", "answered"), "1");
}

/* Overwrites a page with zeros; false: the page does not exist. */
static bool
spoil_page(const char *sound, size_t len, size_t page)
{
	const size_t size = 4096;
	FILE *f = fopen("state/index.db", "wb");
	static const char zeroes[4096];

	ck_assert_ptr_nonnull(f);
	fwrite(sound, 1, len, f);
	fseek(f, (long)(page * size), SEEK_SET);
	fwrite(zeroes, 1, size, f);
	fclose(f);
	unlink("state/index.db-wal");
	unlink("state/index.db-shm");
	return (page + 1) * size < len;
}

TEST(a_broken_page_is_reported_and_the_index_rebuilt)
{
	timestamp t = state_now() - HOUR_US;
	char *whole, *sound, *counts;
	size_t len, page, told = 0;
	int i;

	for (i = 0; i < 60; i++) {
		char id[16];

		snprintf(id, sizeof id, "call-%d", i);
		state_put_call(t + i, id, "10001", "10002");
	}
	whole = ctl_output(ctl_run("cdr", "--csv", NULL));
	counts = ctl_output(ctl_run("reap", NULL));
	sound = harness_read_file("state/index.db", &len);
	for (page = 1; spoil_page(sound, len, page); page++) {
		const char *csv = page % 4 ? NULL : "--csv";
		const char *command = csv ? "cdr" : "reap";
		struct outcome r = ctl_run(command, csv, NULL);

		if (r.code) {
			told++;
			ck_assert_int_eq(r.code, 2);
			ck_assert_msg(strstr(r.err, "run the command again") !=
					  NULL,
				      "%s", r.err);
			r = ctl_run(command, csv, NULL);
		}
		ck_assert_str_eq(ctl_output(r), csv ? whole : counts);
	}
	ck_assert_uint_gt(told, 0);
}

TEST(a_state_that_is_not_a_directory_is_reported)
{
	struct outcome r;

	write_file("state", "");
	r = ctl_run("status", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "the journal cannot be read: "));
}
