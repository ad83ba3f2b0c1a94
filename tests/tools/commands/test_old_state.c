/* echoappctl prints a state of the first builds. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "support/ctl_runner.h"
#include "support/harness.h"

#define OLD_DAY_FILE "20261128.ndjson"

static void
copy_file(const char *from, const char *to)
{
	size_t len;
	char *bytes = harness_read_file(source_path(from), &len);
	FILE *f = fopen(to, "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_uint_eq(fwrite(bytes, 1, len, f), len);
	ck_assert_int_eq(fclose(f), 0);
}

static void
start(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(mkdir("state/journal", 0700), 0);
	copy_file("tests/data/old/journal/" OLD_DAY_FILE,
		  "state/journal/" OLD_DAY_FILE);
	copy_file("tests/data/old/index.db", "state/index.db");
}

const struct test_setup test_setup = { .before = start };

/*
 * A list without its column "age", which changes for live calls, and without
 * the blanks of its alignment.
 */
static char *
without_ages(char *list)
{
	struct buffer out = { 0 };
	char *line, *rest = list;

	while ((line = strtok_r(rest, "\r\n", &rest))) {
		char *word, *words = line, *before = NULL;

		while ((word = strtok_r(words, " ", &words))) {
			if (before && strcmp(word, "defaultApp") != 0)
				buffer_printf(&out, "%s ", before);
			before = word;
		}
		buffer_printf(&out, "%s\n", before ? before : "");
	}
	buffer_add(&out, "", 1);
	return out.at;
}

/* Its fields in another order of columns: the callId was the uniqueid. */
static void
check_old_record(const char *csv, char *line)
{
	size_t i, before;
	char *id = line, *at;

	for (i = 0; i < 11; i++)
		id = strchr(id, ',') + 1;
	before = (size_t)(id - line);
	at = memmem(csv, strlen(csv), line, before);
	ck_assert_msg(at != NULL, "%s is not in\n%s", line, csv);
	at += before;
	at += strcspn(at, ",");
	id += strcspn(id, ",");
	ck_assert_msg(strncmp(at, id, strlen(id)) == 0, "not %s but %s", id,
		      at);
}

/*
 * cdr.csv is what the first builds printed, with the callId as uniqueid, but
 * without times that no hook told, and without the reason of a refusal that was
 * lifted.  Its columns come first.
 */
TEST(every_call_record_of_an_old_state_is_printed_as_before)
{
	char *csv = ctl_output(ctl_run("cdr", "--csv", NULL));
	char *rest =
		 harness_read_file(source_path("tests/data/old/cdr.csv"), NULL),
	     *line;
	int lines = 0;

	for (; (line = strtok_r(rest, "\r\n", &rest)); lines++)
		check_old_record(csv, line);
	ck_assert_int_eq(lines, 7);
	ck_assert_uint_ge(count_lines(csv), 7);
	ck_assert_ptr_nonnull(strstr(csv, ",rules.conf:1,,,,c4,n1@192.0.2.1,"));
}

TEST(an_old_index_lists_the_same_as_its_journal)
{
	char *calls = without_ages(ctl_output(ctl_run("calls", NULL)));
	char *records = ctl_output(ctl_run("cdr", "--csv", NULL));

	ck_assert_uint_eq(count_lines(calls), 9);
	ck_assert_int_eq(unlink("state/index.db"), 0);
	ck_assert(unlink("state/index.db-wal") == 0 || errno == ENOENT);
	ck_assert(unlink("state/index.db-shm") == 0 || errno == ENOENT);
	ck_assert_str_eq(without_ages(ctl_output(ctl_run("calls", NULL))),
			 calls);
	ck_assert_str_eq(ctl_output(ctl_run("cdr", "--csv", NULL)), records);
}

TEST(the_warnings_of_an_old_journal_are_counted)
{
	char *list = ctl_output(ctl_run("hooks", NULL));
	char *call = strstr(list, "\ncall ");
	int count, refused, warnings;

	ck_assert_msg(call != NULL, "%s", list);
	ck_assert_int_eq(
	    sscanf(call, "\ncall direct %d %d %d", &count, &refused, &warnings),
	    3);
	ck_assert_int_eq(count, 8);
	ck_assert_int_eq(refused, 3);
	ck_assert_int_eq(warnings, 1);
}
