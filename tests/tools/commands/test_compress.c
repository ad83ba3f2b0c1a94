/* compress; and every command on days that are compressed. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/packing.h"
#include "support/state_fixture.h"
#include "support/status_client.h"

/* Days ago, for which there are lines. */
#define OLDEST 4

static timestamp
days_ago(int n)
{
	return state_now() / DAY_US * DAY_US + HOUR_US - n * DAY_US;
}

static void
put_days(void)
{
	char id[16], caller[16];
	int n, i;

	for (n = OLDEST; n >= 0; n--)
		for (i = 0; i < 3; i++) {
			snprintf(id, sizeof id, "call-%d-%d", n, i);
			snprintf(caller, sizeof caller, "1000%d", i);
			state_put_call(days_ago(n) + i * 90 * SECOND_US, id,
				       caller, "20002");
		}
}

static const char *
date_of(timestamp t)
{
	static char text[TIMESTAMP_SIZE];

	timestamp_format(text, sizeof text, t);
	text[10] = '\0';
	return text;
}

static bool
has(int days, const char *ending)
{
	char path[128];

	snprintf(path, sizeof path, "state/journal/%s%s",
		 state_day_file(days_ago(days)), ending);
	return access(path, F_OK) == 0;
}

TEST(days_before_yesterday_are_compressed)
{
	struct outcome r;

	put_days();
	ctl_output(ctl_run("compress", NULL));
	ck_assert(has(0, "") && has(1, ""));
	ck_assert(has(2, ".zst") && !has(2, ""));
	ck_assert(has(OLDEST, ".zst") && !has(OLDEST, ""));
	r = ctl_run("compress", NULL);
	ck_assert_str_eq(ctl_output(r), "there is nothing to compress\n");
}

TEST(sizes_have_units_and_json_has_bytes)
{
	const char *out;

	put_days();
	out = ctl_output(ctl_run("compress", NULL));
	ck_assert_ptr_nonnull(strstr(out, "B, compressed "));
	ck_assert_ptr_null(strstr(out, "bytes"));
	put_days();
	out = ctl_output(ctl_run("--json", "purge", "--dry-run", "--before",
				 date_of(days_ago(1)), NULL));
	ck_assert_int_gt(atoi(json_text_of(json_line_of(out, 0), "bytes")),
			 100);
	out = ctl_output(ctl_run("purge", "--dry-run", "--before",
				 date_of(days_ago(1)), NULL));
	ck_assert_ptr_null(strstr(out, "bytes"));
	ck_assert_ptr_nonnull(strstr(out, "B would go"));
}

TEST(a_date_chooses_fewer_days)
{
	struct json_object *line;
	const char *out;

	put_days();
	out = ctl_output(ctl_run("--json", "compress", "--before",
				 date_of(days_ago(3)), NULL));
	ck_assert_uint_eq(count_lines(out), OLDEST - 3);
	line = json_line_of(out, 0);
	ck_assert_str_eq(json_text_of(line, "day"), date_of(days_ago(OLDEST)));
	ck_assert(has(3, "") && !has(3, ".zst"));
	ck_assert(has(4, ".zst"));
}

TEST(today_and_yesterday_are_refused)
{
	struct outcome r;

	put_days();
	r = ctl_run("compress", "--before", "today", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "late hooks"));
	ck_assert(has(1, "") && has(2, ""));
}

/* What commands print of the journal, from its lines or through the index. */
static const char *
print_all(void)
{
	struct buffer b = { 0 };
	char command[8192];

	snprintf(command, sizeof command,
		 "run() { %s --state state \"$@\" 2>&1 || echo \"exit $?\"; }; "
		 "run cdr --csv; run --json calls --limit 0; "
		 "run show call-4-1; run tail -n 1000; run tail -n 7; "
		 "run tail --user 10002 -n 5; run hooks; run --json status | "
		 "grep -vE 'bytes|behind|layout|torn'; run reindex | "
		 "sed 's/ in.*//'; run --json cdr; run play --curl --seed 1 "
		 "--from-journal %s; true",
		 ctl_path(), date_of(days_ago(3)));
	buffer_str(&b, output_of(command));
	buffer_str(&b, status_get("/status/events?limit=500").body);
	buffer_str(&b, status_get("/status/events?user=10001&limit=9").body);
	buffer_add(&b, "", 1);
	return b.at;
}

TEST_LOOP(every_command_prints_the_same_of_compressed_days, PACKINGS)
{
	const char *plain;

	put_days();
	plain = print_all();
	ck_assert_uint_gt(count_lines(plain), 100);
	ck_assert_ptr_null(strstr(plain, "exit 2"));
	packing_pack_before("state", state_day_file(days_ago(1)),
			    (enum packing)_i);
	history_check_same(print_all(), plain, packing_endings[_i]);
	output_of("rm state/index*");
	history_check_same(print_all(), plain, "with a new index");
}

TEST_LOOP(erase_takes_names_out_of_compressed_days, PACKINGS)
{
	const char *records;

	put_days();
	packing_pack_before("state", state_day_file(days_ago(1)),
			    (enum packing)_i);
	ctl_output(ctl_run("erase", "--yes", "--user", "10001", NULL));
	ck_assert(has(3, packing_endings[_i]));
	ck_assert_str_eq(
	    output_of("cd state/journal; { cat *.ndjson;"
		      " zstd -qdc *.zst; gzip -dc *.gz; } 2>/dev/null |"
		      " grep -c 10001 || true"),
	    "0\n");
	records = ctl_output(ctl_run("cdr", "--csv", NULL));
	ck_assert_ptr_null(strstr(records, "10001"));
	/* A header; and today's calls only after the hour in which they are. */
	ck_assert_uint_eq(count_lines(records) - count_of(records, ",call-0-"),
			  3 * OLDEST + 1);
}

/* Connections of a day, and one that goes on after the date of a purge. */
static void
put_connections(void)
{
	int n;

	for (n = OLDEST; n >= 0; n--) {
		char session[16];

		snprintf(session, sizeof session, "s%d", n);
		state_put(days_ago(n), "connect", 200, session,
			  "\"sipLogin\":\"1000%d\"", n);
		state_put(days_ago(n) + SECOND_US, "call", 200, session,
			  "\"callId\":\"c%d\",\"callee\":\"20002\"", n);
		state_put(days_ago(n) + HOUR_US, "ConnectionStatusEvent", 200,
			  session, "\"status\":\"DISCONNECTED\"");
		state_put(days_ago(n) + 2 * HOUR_US,
			  n == OLDEST ? "call" : "CallStatusEvent", 200, "long",
			  "\"callId\":\"long\",\"callee\":\"20002\","
			  "\"status\":\"%s\"",
			  n == OLDEST ? "PENDING" : "ESTABLISHED");
	}
}

/* What a purge leaves: records, counters, and lines. */
static const char *
purge_and_print(void)
{
	char command[4096];

	ctl_output(
	    ctl_run("purge", "--yes", "--before", date_of(days_ago(2)), NULL));
	snprintf(command, sizeof command,
		 "%s --state state cdr --csv; %s --state state --json hooks |"
		 " grep -v '^$'; cd state/journal; { cat *.ndjson;"
		 " zstd -qdc *.zst; gzip -dc *.gz; } 2>/dev/null | sort -u",
		 ctl_path(), ctl_path());
	return output_of(command);
}

TEST_LOOP(purge_leaves_the_same_of_compressed_days, PACKINGS)
{
	const char *plain;

	put_connections();
	plain = purge_and_print();
	ck_assert_ptr_nonnull(strstr(plain, "\"purged\":"));
	ck_assert_uint_eq(count_of(plain, "\"callId\":\"long\""), OLDEST + 1);
	ck_assert_ptr_null(strstr(plain, "\"c4\""));
	output_of("rm -r state");
	put_connections();
	packing_pack_before("state", state_day_file(days_ago(1)),
			    (enum packing)_i);
	if (_i != PACKING_TWICE)
		ctl_output(ctl_run("hooks", NULL));
	history_check_same(purge_and_print(), plain, packing_endings[_i]);
	ck_assert(has(3, packing_endings[_i]) && !has(3, ""));
	ck_assert(has(2, packing_endings[_i]));
}

/* Nothing goes on, so nothing stays but the sums. */
TEST_LOOP(purge_removes_compressed_days_of_which_nothing_stays, PACKINGS)
{
	int n;

	for (n = OLDEST; n >= 0; n--) {
		char session[16];

		snprintf(session, sizeof session, "s%d", n);
		state_put(days_ago(n), "connect", 200, session, "\"a\":1");
		state_put(days_ago(n) + HOUR_US, "ConnectionStatusEvent", 200,
			  session, "\"status\":\"DISCONNECTED\"");
	}
	packing_pack_before("state", state_day_file(days_ago(1)),
			    (enum packing)_i);
	ctl_output(
	    ctl_run("purge", "--yes", "--before", date_of(days_ago(2)), NULL));
	ck_assert(!has(4, packing_endings[_i]) && !has(4, ""));
	ck_assert(has(2, packing_endings[_i]));
	ck_assert_str_eq(
	    output_of("cd state/journal; { cat *.ndjson; zstd -qdc *.zst;"
		      " gzip -dc *.gz; } 2>/dev/null | grep -c purged"),
	    "1\n");
}

TEST_LOOP(a_damaged_day_is_named_by_all_who_need_it, PACKING_TWICE)
{
	static const char *const commands[][4] = {
		{ "cdr" },
		{ "reindex" },
		{ "status" },
		{ "tail", "-n", "1000" },
	};
	const char *file;
	size_t i;

	put_days();
	packing_pack_before("state", state_day_file(days_ago(2)),
			    (enum packing)_i);
	file = packing_path("state", state_day_file(days_ago(4)),
			    (enum packing)_i);
	ck_assert_int_eq(truncate(file, 60), 0);
	for (i = 0; i < ROWS(commands); i++) {
		struct outcome r =
		    ctl_run(commands[i][0], commands[i][1], commands[i][2],
			    commands[i][3], NULL);

		ck_assert_msg(r.code != 0, "%s: %s", commands[i][0], r.out);
		ck_assert_msg(strstr(r.out, strrchr(file, '/') + 1) ||
				  strstr(r.err, strrchr(file, '/') + 1),
			      "%s: %s%s", commands[i][0], r.out, r.err);
	}
	ck_assert_int_eq(status_get("/status/events?limit=500").status, 503);
}
