/* disk_space: the index does not take the last space from the journal. */

#include "index/disk_space.h"

#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "conf/conf.h"
#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"

#define MIB (UINT64_C(1) << 20)

static void
unmount(void)
{
	umount2("state", MNT_DETACH);
}

const struct test_setup test_setup = {
	.after = unmount,
};

TEST(the_reserve_is_a_twentieth_of_a_small_disk_and_64_mib_of_a_large_one)
{
	ck_assert_uint_eq(disk_space_reserve(0), 0);
	ck_assert_uint_eq(disk_space_reserve(20 * MIB), MIB);
	ck_assert_uint_eq(disk_space_reserve(1280 * MIB), 64 * MIB);
	ck_assert_uint_eq(disk_space_reserve(UINT64_MAX), 64 * MIB);
}

TEST(a_directory_that_cannot_be_asked_has_space)
{
	ck_assert_int_eq(disk_space_check("none", NULL), 0);
}

/* Uses a mount namespace of this test; false: not permitted. */
static bool
has_small_disk(void)
{
	ck_assert_int_eq(mkdir("state", 0700), 0);
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("none", "state", "tmpfs", 0, "size=4m")) {
		fprintf(stderr, "skipped: this user may not mount\n");
		return false;
	}
	return true;
}

/* Leaves so many bytes. */
static void
fill(uint64_t left)
{
	static char piece[4096];
	FILE *f = fopen("state/ballast", "w");
	struct statvfs fs;

	do {
		ck_assert_uint_eq(fwrite(piece, sizeof piece, 1, f), 1);
		ck_assert_int_eq(fflush(f), 0);
		ck_assert_int_eq(statvfs("state", &fs), 0);
	} while (fs.f_bavail * fs.f_frsize > left);
	ck_assert_int_eq(fclose(f), 0);
}

static int
fold_with(bool spares_disk, struct fold_result *done)
{
	struct conf c = { .state_dir = (char *)"state" };
	struct timeouts timeouts = expiry_timeouts(&c);
	struct fold_task task = {
		.state_dir = "state",
		.timeouts = &timeouts,
		.spares_disk = spares_disk,
	};
	struct error e;
	struct index *ix = index_open("state", &e);
	int bad;

	ck_assert_msg(ix != NULL, "%s", e.text);
	bad = fold(ix, &task, done);
	index_close(ix);
	return bad;
}

TEST(a_nearly_full_disk_is_left_to_the_journal)
{
	struct fold_result done;

	if (!has_small_disk())
		return;
	history_tell(0, "call", "s", "\"callId\":\"a\"");
	ck_assert_int_eq(fold_with(true, &done), 0);
	ck_assert_uint_eq(done.lines, 1);
	history_tell(1, "call", "s", "\"callId\":\"b\"");
	fill(160 << 10);
	ck_assert_int_eq(fold_with(true, &done), -1);
	ck_assert(done.no_space);
	ck_assert_uint_eq(done.lines, 0);
	ck_assert_msg(strstr(done.error.text, "KiB are free") != NULL, "%s",
		      done.error.text);
	/* Space is free again. */
	unlink("state/ballast");
	ck_assert_int_eq(fold_with(true, &done), 0);
	ck_assert_uint_eq(done.lines, 1);
}
