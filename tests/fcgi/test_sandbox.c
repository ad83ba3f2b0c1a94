/* The sandbox of the programs: a handler that was taken over stays inside. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/web_server.h"

/* Both walls; or the test is left out, and says so. */
static bool
can(void)
{
	if (sandbox_possible() == (SANDBOX_CALLS | SANDBOX_FILES))
		return true;
	printf("left out: this kernel or build has not both of seccomp and "
	       "Landlock\n");
	return false;
}

/* Runs the handler once as CGI, with this configuration; returns its output. */
static const char *
escape(const char *settings)
{
	static char said[4096];
	char dir[PATH_MAX], path[PATH_MAX + 32], conf[PATH_MAX + 64];

	ck_assert_ptr_nonnull(getcwd(dir, sizeof dir));
	mkdir("state", 0700);
	mkdir("conf", 0700);
	snprintf(conf, sizeof conf, "state_dir = %s/state\n%s", dir, settings);
	write_file("conf/echoapp.conf", conf);
	snprintf(path, sizeof path, "%s/conf/echoapp.conf", dir);
	setenv("ECHOAPP_CONF", path, 1);
	snprintf(path, sizeof path, "%s/other", dir);
	setenv("TRY_FILE", path, 1);
	snprintf(path, sizeof path, "%s/state/other", dir);
	setenv("TRY_STATE", path, 1);
	setenv("REQUEST_METHOD", "POST", 1);
	setenv("CONTENT_TYPE", "application/json", 1);
	setenv("CONTENT_LENGTH", "2", 1);
	snprintf(path, sizeof path, "printf '{}' | %s 2>&1",
		 getenv("TEST_ESCAPE"));
	run_shell(path, said, sizeof said);
	return said;
}

TEST(a_handler_cannot_get_out)
{
	const char *said;

	if (!can())
		return;
	said = escape("log = server\nsandbox = yes\n");
	ck_assert_msg(strstr(said,
			     "passwd 13 write 13 exec 13 connect 1 kill 1 "
			     "state 0 conf 0") != NULL,
		      "%s", said);
	ck_assert_msg(strstr(said, "the sandbox refused the system call "
				   "socket (") != NULL,
		      "%s", said);
	ck_assert_msg(strstr(said, "system call kill (") != NULL, "%s", said);
	ck_assert_int_ne(access("other", F_OK), 0);
}

TEST(without_a_sandbox_it_would_get_out)
{
	/* The shell takes the place of the program, so nothing is answered. */
	ck_assert_str_eq(escape("sandbox = no\n"), "out\n");
	ck_assert_int_eq(access("other", F_OK), 0);
}

/* The line of /proc/PID/status that begins with the name. */
static int
status_number(pid_t pid, const char *name)
{
	char path[64], *text, *at;

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	text = harness_read_file(path, NULL);
	at = strstr(text, name);
	ck_assert_ptr_nonnull(at);
	return atoi(at + strlen(name));
}

/* The supervisor is outside, because it executes new programs. */
static void
check_inside(const char *program)
{
	pid_t worker = process_worker(process_of(program));

	ck_assert_int_gt(worker, 0);
	ck_assert_int_eq(status_number(worker, "\nSeccomp:"), 2);
	ck_assert_int_eq(status_number(worker, "\nNoNewPrivs:"), 1);
}

TEST(programs_behind_a_web_server_are_inside_by_default)
{
	static const char get[] = "GET /status/health HTTP/1.0\r\n\r\n";
	char program[PATH_MAX];
	const char *said;

	web_start_with("");
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	snprintf(program, sizeof program, "%s/call.fcgi",
		 path_from("TEST_PROGRAMS", "fcgi"));
	said = web_raw(get, sizeof get - 1, NULL);
	ck_assert_msg(strstr(said, "\"sandbox\":{\"wanted\":true,") != NULL,
		      "%s", said);
	if (can() && !harness_is_sanitized(program)) {
		check_inside("call.fcgi");
		ck_assert_msg(strstr(said, "\"calls\":true,\"files\":true}") !=
				  NULL,
			      "%s", said);
	}
	ck_assert_ptr_null(strstr(web_log(), "sandbox"));
	web_stop();
}
