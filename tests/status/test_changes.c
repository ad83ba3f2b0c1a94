/* The stream of changes: what is told to open pages, and when. */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "conf/conf.h"
#include "journal/day_file.h"
#include "status/changes.h"
#include "support/harness.h"
#include "support/status_client.h"

static struct conf_file conf;
static struct changes changes;

static void
begin(void)
{
	write_file("conf", "state_dir = state\nrules = rules\n");
	write_file("rules", "");
	mkdir("state", 0700);
	mkdir("state/journal", 0700);
	conf_open(&conf, "conf", NULL);
	changes = (struct changes){ 0 };
	changes_next(&changes, &conf);
}

static void
end(void)
{
	conf_close(&conf);
}

const struct test_setup test_setup = { .before = begin, .after = end };

static void
check_told(void)
{
	ck_assert_pstr_eq(changes_next(&changes, &conf), "data: changed\n\n");
	ck_assert_ptr_null(changes_next(&changes, &conf));
}

TEST(a_line_more_is_told_once)
{
	char day[DAY_FILE_SIZE], path[DAY_FILE_SIZE + 32];
	int i;

	ck_assert_ptr_null(changes_next(&changes, &conf));
	for (i = 0; i < 3; i++) {
		FILE *f;

		day_file_name(day, time(NULL));
		snprintf(path, sizeof path, "state/journal/%s", day);
		f = fopen(path, "a");
		ck_assert_ptr_nonnull(f);
		fputs("{}\n", f);
		fclose(f);
		check_told();
	}
}

TEST(an_edit_of_the_configuration_or_the_rules_is_told)
{
	write_file("rules", "deny call\n");
	check_told();
	write_file("conf", "state_dir = state\nrules = other\n");
	check_told();
}

TEST(without_a_usable_configuration_its_repair_is_told)
{
	conf_close(&conf);
	write_file("conf", "no key\n");
	conf_open(&conf, "conf", NULL);
	check_told();
	write_file("conf", "state_dir = state\n");
	check_told();
}

TEST(silence_is_broken_after_some_seconds)
{
	changes.told_at -= CHANGES_INTERVAL_SECONDS * INT64_C(1000000);
	ck_assert_pstr_eq(changes_next(&changes, &conf), "data: same\n\n");
	ck_assert_ptr_null(changes_next(&changes, &conf));
}

/* A CGI program ends with its response. */
TEST(under_cgi_no_response_is_kept_open)
{
	struct response r = status_get("/status/changes");

	ck_assert_int_eq(r.status, 503);
	ck_assert_ptr_nonnull(strstr(r.body, "\"reason\":"));
	ck_assert_int_eq(status_get("/status/changes?x=1").status, 400);
	r = status_ask("HEAD", "127.0.0.1", NULL, "/status/changes");
	ck_assert_int_eq(r.status, 200);
	ck_assert_uint_eq(r.len, 0);
}

TEST(changes_are_no_part_of_a_batch)
{
	struct response r = status_get("/status/batch?ask=changes");

	ck_assert_ptr_nonnull(strstr(r.body, "cannot be part of a batch"));
}
