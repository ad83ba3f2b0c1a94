/* echoapp.conf is edited while the server runs, and a day ends at midnight. */

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/web_server.h"

static long
status_of(const char *path, const char *body)
{
	return web_post(path, body).status;
}

static char *
long_body(size_t len)
{
	char *body = malloc(len + 1);

	ck_assert_ptr_nonnull(body);
	memset(body, ' ', len);
	body[0] = '{';
	body[len - 1] = '}';
	body[len] = '\0';
	return body;
}

/* Checks each program of a hook; several may serve one hook. */
static bool
all_answer(const char *path, const char *body, int status)
{
	int i;

	for (i = 0; i < 8; i++)
		if (status_of(path, body) != status)
			return false;
	return true;
}

/* A new setting applies in every program within two seconds. */
static void
check_soon(const char *path, const char *body, int status)
{
	time_t end = time(NULL) + 2;

	while (!all_answer(path, body, status)) {
		ck_assert_msg(time(NULL) <= end, "%s is not answered %d", path,
			      status);
		usleep(20000);
	}
}

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
};

TEST(settings_apply_within_two_seconds)
{
	const char *secret = "{\"pin\":\"geheim\",\"a\":[{\"PIN\":1234}]}";
	pid_t pid = process_of("call.fcgi");
	char *body = long_body(2000);

	ck_assert(all_answer("/EchoApp/callStatusEvent", body, 200));
	ck_assert(all_answer("/EchoApp/call", secret, 200));
	ck_assert_uint_eq(count_of(web_journal(), "geheim"), 8);
	web_configure("body_max = 1k\nredact = pin\n");
	check_soon("/EchoApp/callStatusEvent", body, 413);
	check_soon("/EchoApp/call", body, 413);
	ck_assert_ptr_nonnull(
	    strstr(web_post("/EchoApp/call", body).body, "1024"));
	ck_assert(all_answer("/EchoApp/call", secret, 200));
	ck_assert_uint_eq(count_of(web_journal(), "geheim"), 8);
	ck_assert_uint_eq(count_of(web_journal(), "\"PIN\":\"***\""), 8);
	web_configure("strict = yes\n");
	check_soon("/EchoApp/callStatusEvent", body, 400);
	check_soon("/EchoApp/call", body, 400);
	ck_assert_ptr_nonnull(
	    strstr(web_post("/EchoApp/call", "{}").body, "strict: "));
	ck_assert(all_answer("/EchoApp/neverHeardOf", "{}", 200));
	web_configure("");
	check_soon("/EchoApp/callStatusEvent", body, 200);
	ck_assert_int_eq(process_of("call.fcgi"), pid);
}

static size_t
times_logged(const char *before, const char *program)
{
	char line[PATH_MAX + 64];

	snprintf(line, sizeof line, "%s%s: %s/echoapp.conf:3: body_max", before,
		 program, web_dir());
	return count_of(web_log(), line);
}

/*
 * Counts the errors of one program, because programs that start now report the
 * error, too: during a request through the web server, or at any other time.
 */
static size_t
times_reported(const char *program)
{
	return times_logged(":", program) + times_logged("\n", program);
}

TEST(a_broken_edit_changes_nothing_and_is_reported_once)
{
	char *body = long_body(2000);
	int i;

	web_configure("body_max = 1k\n");
	check_soon("/EchoApp/call", body, 413);
	check_soon("/EchoApp/hold", body, 413);
	web_configure("strict = yes\n\nbody_max = much\n");
	for (i = 0; i < 35; i++) {
		ck_assert_int_eq(status_of("/EchoApp/call", body), 413);
		ck_assert_int_eq(status_of("/EchoApp/call", "{}"), 200);
		ck_assert_int_eq(status_of("/EchoApp/hold", "{}"), 200);
		usleep(100000);
	}
	ck_assert_uint_eq(times_reported("call.fcgi"), 1);
	ck_assert_uint_eq(times_reported("hold.fcgi"), 1);
	ck_assert_ptr_nonnull(strstr(web_log(), "bytes, 1k to 64M"));
	web_configure("strict = yes\n\nbody_max = 4M\n");
	check_soon("/EchoApp/call", "{}", 400);
	ck_assert_uint_eq(times_reported("call.fcgi"), 1);
}

TEST(a_program_started_with_a_broken_file_answers_503_until_it_is_repaired)
{
	pid_t pid = process_of("call.fcgi");
	struct response g = { 0 };
	int i;

	web_configure("no such thing\n");
	kill(pid, SIGTERM);
	for (i = 0; i < 50; i++) {
		usleep(100000);
		g = web_post("/EchoApp/call", "{}");
		if (g.status == 503 && strstr(g.body, "echoapp.conf:1: "))
			break;
	}
	ck_assert_int_eq(g.status, 503);
	ck_assert_str_eq(g.type, "application/json");
	ck_assert_msg(strstr(g.body, "echoapp.conf:1: ") != NULL, "%s", g.body);
	web_configure("");
	check_soon("/EchoApp/call", "{}", 200);
}

TEST(the_state_dir_of_the_environment_has_priority)
{
	char other[PATH_MAX + 16];
	size_t before;

	web_configure("state_dir = other\nstrict = yes\n");
	check_soon("/EchoApp/call", "{}", 400);
	before = web_whole_lines();
	ck_assert_int_eq(status_of("/EchoApp/call", "{}"), 400);
	ck_assert_uint_eq(web_whole_lines(), before + 1);
	snprintf(other, sizeof other, "%s/other", web_dir());
	ck_assert_int_ne(access(other, F_OK), 0);
}

TEST(a_relative_state_dir_is_relative_to_the_configuration)
{
	char command[PATH_MAX + 256], said[4096];

	ck_assert_int_eq(
	    run_shell("mkdir -p etc/sub elsewhere", said, sizeof said), 0);
	write_file("etc/sub/my.conf", "state_dir = ../state\n");
	write_file("body.json", "{}");
	snprintf(command, sizeof command,
		 "cd elsewhere && ECHOAPP_CONF=../etc/sub/my.conf "
		 "REQUEST_METHOD=POST %s/call.fcgi < ../body.json",
		 web_programs());
	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
	ck_assert_msg(strncmp(said, "Status: 200 OK\r\n", 16) == 0, "%s", said);
	ck_assert_uint_eq(
	    count_lines(harness_read_file(journal_path("etc/state"), NULL)), 1);
}

/* The seconds that shift.c adds to the clock of the programs. */
static int64_t *shift;

static void
shift_clocks(void)
{
	char path[PATH_MAX], file[] = "/tmp/echoapp-shift.XXXXXX", *slash;
	ssize_t n = readlink("/proc/self/exe", path, sizeof path - 32);
	int fd = mkostemp(file, O_CLOEXEC);

	ck_assert_int_gt(n, 0);
	path[n] = '\0';
	slash = strrchr(path, '/');
	strcpy(slash, "/shift.so");
	ck_assert_msg(access(path, R_OK) == 0, "%s is not there", path);
	ck_assert_int_eq(ftruncate(fd, sizeof *shift), 0);
	shift = mmap(NULL, sizeof *shift, PROT_READ | PROT_WRITE, MAP_SHARED,
		     fd, 0);
	ck_assert_ptr_ne(shift, MAP_FAILED);
	close(fd);
	/* AddressSanitizer expects to be the first library. */
	setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 1);
	setenv("CLOCK_SHIFT", file, 1);
	setenv("LD_PRELOAD", path, 1);
}

static void
set_clocks(time_t to)
{
	*shift = to - time(NULL);
}

/* 2026-11-24 00:00:00 UTC */
#define MIDNIGHT 1795478400

/* Returns how many lines the day's file has, all of which are of that day. */
static size_t
lines_of(const char *day, const char *date)
{
	char path[PATH_MAX + 64], want[64], *text;
	size_t n;

	snprintf(path, sizeof path, "%s/journal/%s.ndjson", web_state_dir(),
		 day);
	text = harness_read_file(path, NULL);
	snprintf(want, sizeof want, "{\"time\":\"%sT", date);
	n = count_lines(text);
	ck_assert_uint_eq(count_of(text, want), n);
	return n;
}

TEST(a_running_program_begins_the_next_days_file_at_midnight)
{
	struct client *c = client_new();
	size_t old, new;
	pid_t pid;
	int i;

	web_stop();
	/* In this time zone it is not midnight. */
	setenv("TZ", "America/New_York", 1);
	shift_clocks();
	set_clocks(MIDNIGHT - 3600);
	web_start_with("");
	set_clocks(MIDNIGHT - 2);
	pid = process_of("call.fcgi");
	for (i = 0; i < 40; i++) {
		struct response g = client_post(c, "/EchoApp/call", "{}", 2);

		ck_assert_msg(g.status == 200, "%d %s", g.status, g.error);
		usleep(100000);
	}
	ck_assert_int_eq(process_of("call.fcgi"), pid);
	old = lines_of("20261123", "2026-11-23");
	new = lines_of("20261124", "2026-11-24");
	ck_assert_uint_gt(old, 0);
	ck_assert_uint_gt(new, 0);
	ck_assert_uint_eq(old + new, 40);
	client_free(c);
	unlink(getenv("CLOCK_SHIFT"));
}
