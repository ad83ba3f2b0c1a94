/* The journal cannot be written: the response, the log, and the recovery. */

#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/lock.h"
#include "index/progress.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

#define BODY "{\"callee\":\"10002\"}"

static void
check_call(int status)
{
	struct response g = web_post("/EchoApp/call", BODY);

	ck_assert_msg(g.status == status, "%d, not %d: %s", g.status, status,
		      g.body);
	ck_assert_str_eq(g.type, "application/json");
	if (status == 200)
		ck_assert_str_eq(g.body, BODY);
	else
		ck_assert_str_eq(g.body, "{\"status\":503,\"reason\":"
					 "\"the journal cannot be written\"}");
}

/* A file is where the state directory should be, and is then removed. */
static void
check_no_directory(const char *settings, int status)
{
	char want[64];
	int i;

	web_start_with(settings);
	write_file(web_state_dir(), "");
	for (i = 0; i < 3; i++)
		check_call(status);
	ck_assert_uint_eq(count_of(web_log(), "call.fcgi: this hook is not in "
					      "the journal: cannot "),
			  3);
	ck_assert_ptr_nonnull(strstr(web_log(), web_state_dir()));
	ck_assert_ptr_nonnull(strstr(web_log(), "Not a directory"));
	ck_assert_int_eq(unlink(web_state_dir()), 0);
	check_call(200);
	check_call(200);
	ck_assert_uint_eq(web_whole_lines(), 2);
	snprintf(want, sizeof want, "\"lost\":3,\"body\":%s}\n", BODY);
	ck_assert_ptr_nonnull(strstr(web_journal(), want));
	ck_assert_uint_eq(count_of(web_journal(), "\"lost\""), 1);
}

const struct test_setup test_setup = {
	.after = web_stop,
};

TEST(without_a_directory_hooks_are_answered_and_the_error_is_logged)
{
	check_no_directory("", 200);
}

TEST(without_a_directory_hooks_are_refused_if_configured)
{
	check_no_directory("on_state_error = refuse\n", 503);
}

/* Uses a mount namespace, which ends with the server; false: not permitted. */
static bool
start_on_small_disk(const char *settings)
{
	if (unshare(CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL)) {
		fprintf(stderr, "no right to mount: the full disk is "
				"not tested\n");
		return false;
	}
	web_start_with(settings);
	ck_assert_int_eq(mkdir(web_state_dir(), 0700), 0);
	ck_assert_int_eq(mount("none", web_state_dir(), "tmpfs", 0, "size=64k"),
			 0);
	/*
	 * Holds the fold's lock, because the index would change the free space.
	 */
	ck_assert_int_eq(lock_try(progress_open(web_state_dir())), 0);
	return true;
}

static long
post_long(void)
{
	static char body[3001];

	if (!body[0]) {
		memset(body, ' ', 3000);
		memcpy(body, "{\"a\":\"", 6);
		memset(body + 6, 'a', 2992);
		memcpy(body + 2998, "\"}", 3);
	}
	return web_post("/EchoApp/call", body).status;
}

/* The sum of `lost` over all lines, because there may be several. */
static unsigned long
lost(void)
{
	const char *at = web_journal();
	unsigned long n = 0;

	while ((at = strstr(at, "\"lost\":"))) {
		at += strlen("\"lost\":");
		n += strtoul(at, NULL, 10);
	}
	return n;
}

/* Posts until the disk is full, and then makes room. */
static void
check_full_disk(const char *settings, int status)
{
	size_t recorded, i;
	unsigned posts = 40;

	if (!start_on_small_disk(settings))
		return;
	for (i = 0; i < posts; i++) {
		long got = post_long();

		ck_assert(got == 200 || got == status);
	}
	ck_assert_int_eq(post_long(), status);
	posts++;
	recorded = web_whole_lines();
	ck_assert_uint_gt(recorded, 10);
	ck_assert_uint_lt(recorded, 30);
	ck_assert_ptr_nonnull(strstr(web_log(), "No space left on device"));
	ck_assert_int_eq(
	    mount("none", web_state_dir(), "tmpfs", MS_REMOUNT, "size=1m"), 0);
	ck_assert_int_eq(post_long(), 200);
	ck_assert_int_eq(post_long(), 200);
	ck_assert_uint_eq(web_whole_lines(), recorded + 2);
	ck_assert_uint_eq(lost(), posts - recorded);
}

TEST(on_a_full_disk_hooks_are_answered_and_the_journal_continues_later)
{
	check_full_disk("", 200);
}

TEST(on_a_full_disk_hooks_are_refused_if_configured)
{
	check_full_disk("on_state_error = refuse\n", 503);
}

TEST(a_removed_journal_is_begun_again)
{
	char gone[256];

	web_start_with("");
	check_call(200);
	/* Moved first, because the helper that folds may still add files to it.
	 */
	snprintf(gone, sizeof gone, "%s.gone", web_state_dir());
	ck_assert_int_eq(rename(web_state_dir(), gone), 0);
	remove_tree(gone);
	ck_assert_int_ne(access(gone, F_OK), 0);
	check_call(200);
	ck_assert_uint_eq(web_whole_lines(), 1);
	ck_assert_uint_eq(count_of(web_journal(), "\"lost\""), 0);
}
