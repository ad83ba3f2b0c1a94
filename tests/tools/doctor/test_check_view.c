/* echoappctl doctor finds programs that see another state directory. */

#include <grp.h>
#include <limits.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/proc.h"
#include "support/doctor_runner.h"
#include "support/harness.h"
#include "support/web_server.h"

/*
 * A mount namespace like those of systemd: with a private /tmp, or with a
 * read-only file system; or none.
 */
enum world { AS_OURS, ITS_OWN, READ_ONLY, AS_NOBODY };

static char programs[PATH_MAX], state[PATH_MAX];

static bool
enter(enum world w)
{
	const bool root = geteuid() == 0;

	if (w == AS_OURS)
		return true;
	if (w == AS_NOBODY)
		return root && setgroups(0, NULL) == 0 && setgid(65534) == 0 &&
		       setuid(65534) == 0;
	if (unshare(root ? CLONE_NEWNS : CLONE_NEWUSER | CLONE_NEWNS) ||
	    mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	if (w == ITS_OWN)
		return mount("none", state, "tmpfs", 0, "size=64k") == 0;
	return mount(state, state, NULL, MS_BIND, NULL) == 0 &&
	       mount(NULL, state, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY,
		     NULL) == 0;
}

/*
 * Starts a process that looks like a program of EchoApp; returns 0 if this user
 * may not make the namespace.
 */
static pid_t
start(enum world w)
{
	char path[PATH_MAX + 16];
	int ready[2];
	char is = 'n';
	pid_t pid;

	mkdir("state", 0700);
	ck_assert_ptr_nonnull(realpath("state", state));
	snprintf(programs, sizeof programs, "%.4000s/programs", state);
	snprintf(path, sizeof path, "%s/call.fcgi", programs);
	ck_assert_int_eq(pipe(ready), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		is = enter(w) ? 'y' : 'n';
		if (write(ready[1], &is, 1) == 1 && is == 'y')
			execl("/bin/sleep", path, "60", (char *)NULL);
		_exit(0);
	}
	ck_assert_int_eq(read(ready[0], &is, 1), 1);
	if (is == 'y')
		return pid;
	fprintf(stderr, "skipped: this user may not make namespaces\n");
	waitpid(pid, NULL, 0);
	return 0;
}

/* Runs doctor after the process has executed its program. */
static const char *
seen(pid_t pid)
{
	char url[64], path[64];
	struct outcome r;

	snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
	while (!strstr(harness_read_file(path, NULL), "/call.fcgi"))
		usleep(10000);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	r = doctor_run(url, "--programs", programs, "--log", "/dev/null", NULL);
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	return doctor_run_findings(r, "same state");
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(the_same_state_is_ok)
{
	ck_assert_ptr_nonnull(
	    strstr(seen(start(AS_OURS)), "OK the programs see the same state"));
}

TEST(another_state_under_the_same_path_is_reported)
{
	const pid_t pid = start(ITS_OWN);
	char path[64];
	const char *found;

	if (!pid)
		return;
	snprintf(path, sizeof path, ": /proc/%d/root/", (int)pid);
	found = seen(pid);
	ck_assert_int_eq(strncmp(found, "FAIL call.fcgi sees another ", 28), 0);
	ck_assert_ptr_nonnull(strstr(found, path));
}

TEST(a_state_that_is_read_only_there_is_reported)
{
	const pid_t pid = start(READ_ONLY);

	if (pid)
		ck_assert_ptr_nonnull(
		    strstr(seen(pid), "FAIL call.fcgi cannot write to /"));
}

TEST(a_user_without_write_permission_is_reported)
{
	pid_t pid = start(AS_NOBODY);
	const char *found;

	if (!pid)
		return;
	found = seen(pid);
	ck_assert_int_eq(strncmp(found, "FAIL call.fcgi runs as ", 23), 0);
	ck_assert_ptr_nonnull(strstr(found, ", who may not write to /"));
	/* The check passes if the user may write. */
	pid = start(AS_NOBODY);
	ck_assert_int_eq(chown(state, 0, 65534), 0);
	ck_assert_int_eq(chmod(state, 0770), 0);
	ck_assert_int_eq(strncmp(seen(pid), "OK ", 3), 0);
}

TEST(without_running_programs_the_check_is_skipped)
{
	char url[64];
	struct outcome r;

	ck_assert_int_eq(mkdir("none", 0755), 0);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	r = doctor_run(url, "--programs", "none", "--log", "/dev/null", NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "same state"),
				     "SKIP no program of EchoApp runs"));
}

TEST(a_service_is_known_by_its_group)
{
	static const char *const groups[][2] = {
		{ "0::/system.slice/lighttpd.service\n", "lighttpd.service" },
		{ "0::/system.slice/system-echoapp.slice/"
		  "echoapp@call.service\n",
		  "echoapp@call.service" },
		{ "12:pids:/\n1:name=systemd:/system.slice/apache2.service\n",
		  "apache2.service" },
		{ "0::/user.slice/user-1000.slice/session-3.scope\n", "" },
		{ "0::/\n", "" },
		{ "", "" },
	};
	char name[64];
	size_t i;

	for (i = 0; i < ROWS(groups); i++) {
		ck_assert_int_eq(proc_service(groups[i][0], name, sizeof name),
				 groups[i][1][0] != '\0');
		ck_assert_str_eq(name, groups[i][1]);
	}
}
