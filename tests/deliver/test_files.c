/* echoapp-deliver: call records go to files of CSV or JSON, by day. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/deliverer.h"
#include "support/harness.h"
#include "support/state_fixture.h"

static char *
text_of(const char *path)
{
	return access(path, F_OK) ? (char *)"" : harness_read_file(path, NULL);
}

TEST(a_file_of_csv_has_the_chosen_columns)
{
	deliverer_configure("destination f csv out/cdr.csv columns "
			    "callid,src,disposition,answer from beginning\n"
			    "deliver cdr to f\n");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(count_lines(text_of("out/cdr.csv")), 4);
	ck_assert_int_eq(strncmp(text_of("out/cdr.csv"),
				 "callid,src,disposition,answer\r\n"
				 "old,10001,ANSWERED,2",
				 strlen("callid,src,disposition,answer\r\n"
					"old,10001,ANSWERED,2")),
			 0);
	ck_assert_ptr_nonnull(
	    strstr(text_of("out/cdr.csv"), "\r\nno,10004,DENIED,\r\n"));
}

TEST(a_file_of_json_has_a_message_in_each_line)
{
	deliverer_configure("destination f json cdr.ndjson from beginning\n"
			    "destination g json some.ndjson columns callid,x "
			    "from beginning\n"
			    "deliver cdr to f\n"
			    "deliver call to f\n"
			    "deliver cdr to g if callid is \"old\"\n");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(count_lines(text_of("cdr.ndjson")), 7);
	ck_assert_uint_eq(count_of(text_of("cdr.ndjson"), "\"hook\":\"call\""),
			  4);
	ck_assert_str_eq(text_of("some.ndjson"),
			 "{\"callid\":\"old\",\"x\":null}\n");
}

TEST(each_day_has_a_file)
{
	char one[64], two[64];
	time_t t = time(NULL);
	struct tm tm;

	deliverer_configure("destination f csv %%Y%%m%%d.csv from beginning\n"
			    "deliver cdr to f\n");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	t -= 2 * 86400L;
	strftime(one, sizeof one, "%Y%m%d.csv", gmtime_r(&t, &tm));
	t += 2 * 86400L;
	strftime(two, sizeof two, "%Y%m%d.csv", gmtime_r(&t, &tm));
	ck_assert_uint_eq(count_lines(text_of(one)), 2);
	ck_assert_uint_ge(count_lines(text_of(two)), 2);
	ck_assert_int_eq(strncmp(text_of(one), "src,dst,", 8), 0);
}

TEST(what_a_crash_left_in_a_file_is_not_there_twice)
{
	char *position;

	deliverer_configure("destination f csv cdr.csv columns callid "
			    "from beginning\n"
			    "deliver cdr to f\n");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	position = deliverer_file("f.position");
	state_put_call(state_now() - 100 * TIMESTAMP_SECOND, "later", "1", "2");
	ck_assert_int_eq(deliverer_run_once(), 0);
	/* As if it had been killed before it wrote the position. */
	write_file("state/deliver/f.position", position);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(text_of("cdr.csv"),
			 "callid\r\nold\r\nnew\r\nno\r\nlater\r\n");
}

TEST(a_file_that_somebody_moved_away_is_begun_anew)
{
	deliverer_configure("destination f csv cdr.csv columns callid "
			    "from beginning\n"
			    "deliver cdr to f\n");
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_int_eq(rename("cdr.csv", "old.csv"), 0);
	state_put_call(state_now() - 100 * TIMESTAMP_SECOND, "later", "1", "2");
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_str_eq(text_of("cdr.csv"), "callid\r\nlater\r\n");
}

TEST(a_file_that_cannot_be_written_makes_the_destination_wait)
{
	deliverer_configure("destination f csv d/cdr.csv columns callid "
			    "from beginning\n"
			    "deliver cdr to f\n");
	state_put_calls();
	write_file("d", "");
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_ptr_nonnull(strstr(deliverer_file("f.trouble"), "d/cdr.csv"));
	ck_assert_int_eq(unlink("d"), 0);
	ck_assert_int_eq(deliverer_run_once(), 0);
	ck_assert_uint_eq(count_lines(text_of("d/cdr.csv")), 4);
}
