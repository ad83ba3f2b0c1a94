/* delivery_position: what is written is read, and what is damaged is refused.
 */

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "delivery/delivery_position.h"
#include "support/harness.h"

static void
make_dirs_for_it(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(mkdir("state/deliver", 0700), 0);
}

const struct test_setup test_setup = { .before = make_dirs_for_it };

TEST(a_position_is_read_as_it_was_written)
{
	const struct delivery_position written = {
		.records = "0123456789abcdef.1795430887000000",
		.within_row = 17,
		.within_inode = 4711,
		.within_id = "5c2c5e65950a31e606616bbfabf687",
		.days = { { "20261123.ndjson", 1, -2, 3, 4 },
			  { "20261124.ndjson", 0, 0, 0, -1 } },
		.day_count = 2,
		.delivered = 5,
		.dead = 6,
		.file = "/srv/a file of calls.csv",
		.file_size = 7,
	};
	struct delivery_position p;
	struct error e;

	ck_assert_int_eq(delivery_position_write(&written, "state", "a", &e),
			 0);
	ck_assert_int_eq(delivery_position_read(&p, "state", "a", &e), 1);
	ck_assert_str_eq(p.records, written.records);
	ck_assert_int_eq(p.within_row, 17);
	ck_assert_uint_eq(p.within_inode, 4711);
	ck_assert_str_eq(p.within_id, written.within_id);
	ck_assert_uint_eq(p.day_count, 2);
	ck_assert_str_eq(p.days[0].file, "20261123.ndjson");
	ck_assert_int_eq(p.days[0].offset, 1);
	ck_assert_int_eq(p.days[0].fingerprint, -2);
	ck_assert_int_eq(p.days[0].time, 3);
	ck_assert_int_eq(p.days[0].lines, 4);
	ck_assert_int_eq(p.days[1].lines, -1);
	ck_assert_uint_eq(p.delivered, 5);
	ck_assert_uint_eq(p.dead, 6);
	ck_assert_str_eq(p.file, written.file);
	ck_assert_int_eq(p.file_size, 7);
}

TEST(without_a_file_there_is_no_position)
{
	struct delivery_position p;
	struct error e;

	ck_assert_int_eq(delivery_position_read(&p, "state", "a", &e), 0);
	ck_assert_str_eq(p.records, "");
	ck_assert_int_eq(p.within_row, INT64_MAX);
}

TEST(a_file_that_is_no_position_is_refused)
{
	static const char *const texts[] = {
		"",
		"x\n",
		"echoapp-deliver 2\n",
		"echoapp-deliver 1\nrecords zzz\n",
		"echoapp-deliver 1\nrecords 0123456789abcdef.1x\n",
		"echoapp-deliver 1\nday 20261123.ndjson -1 0 0 0\n",
		"echoapp-deliver 1\nday 20261123.ndjson 1\n",
		"echoapp-deliver 1\nday ../../etc/passwd 1 0 0 0\n",
		"echoapp-deliver 1\nwithin x y z\n",
		"echoapp-deliver 1\nelse\n",
	};
	struct delivery_position p;
	struct error e;
	size_t i;

	for (i = 0; i < ROWS(texts); i++) {
		write_file("state/deliver/a.position", texts[i]);
		ck_assert_msg(delivery_position_read(&p, "state", "a", &e) ==
				  -1,
			      "%s", texts[i]);
		ck_assert_ptr_nonnull(strstr(e.text, "a.position"));
	}
}

TEST(more_days_than_there_is_room_for_are_refused)
{
	char text[1024] = "echoapp-deliver 1\n";
	struct delivery_position p;
	struct error e;
	int i;

	for (i = 0; i <= DELIVERY_POSITION_DAYS; i++)
		snprintf(text + strlen(text), sizeof text - strlen(text),
			 "day 2026112%d.ndjson 0 0 0 0\n", i);
	write_file("state/deliver/a.position", text);
	ck_assert_int_eq(delivery_position_read(&p, "state", "a", &e), -1);
}
