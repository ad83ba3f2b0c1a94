/* sandbox: a confined process reaches its own directories, and nothing else. */

#include "base/sandbox.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log.h"
#include "support/harness.h"

/* Runs in a process that is confined; returns 0 or an errno. */
typedef int attempt_fn(void);

static int
result(int n)
{
	return n < 0 ? errno : 0;
}

static int
opens(const char *path, int flags)
{
	return result(open(path, flags | O_CLOEXEC, 0600));
}

static int
write_own(void)
{
	return opens("state/new", O_WRONLY | O_CREAT);
}

static int
change_own(void)
{
	int bad = mkdir("state/dir", 0700) ||
		  rename("state/a", "state/dir/b") || unlink("state/dir/b") ||
		  rmdir("state/dir");

	return bad ? errno : 0;
}

static int
truncate_own(void)
{
	int fd = open("state/a", O_RDWR | O_TRUNC | O_CLOEXEC);

	return fd < 0 ? errno : result(ftruncate(fd, 9));
}

static int
read_conf(void)
{
	return opens("conf/file", O_RDONLY);
}

static int
read_library(void)
{
	return opens("/usr/lib/os-release", O_RDONLY);
}

static int
write_null(void)
{
	return opens("/dev/null", O_RDWR);
}

static int
log_to_syslog(void)
{
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	syslog(LOG_ERR, "a test");
	return result(fd);
}

static int
fork_a_child(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	return pid < 0 ? errno : result(waitpid(pid, NULL, 0) == pid ? 0 : -1);
}

static int
write_conf(void)
{
	return opens("conf/file", O_WRONLY);
}

static int
add_conf(void)
{
	return opens("conf/new", O_WRONLY | O_CREAT);
}

static int
replace_conf(void)
{
	return result(rename("state/a", "conf/file"));
}

static int
remove_conf(void)
{
	return result(unlink("conf/file"));
}

static int
truncate_conf(void)
{
	return result(truncate("conf/file", 0));
}

static int
read_other(void)
{
	return opens("other/file", O_RDONLY);
}

static int
read_passwords(void)
{
	return opens("/etc/shadow", O_RDONLY);
}

static int
read_users(void)
{
	return opens("/etc/passwd", O_RDONLY);
}

static int
list_root(void)
{
	return opens("/", O_RDONLY | O_DIRECTORY);
}

static int
read_through_a_link(void)
{
	return opens("state/link", O_RDONLY);
}

static int
execute_a_shell(void)
{
	return result(execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL));
}

static int
execute_own(void)
{
	return result(execl("state/program", "program", (char *)NULL));
}

static int
send_on_the_network(void)
{
	return result(socket(AF_INET, SOCK_DGRAM, 0));
}

static int
connect_to_the_network(void)
{
	return result(socket(AF_INET6, SOCK_STREAM, 0));
}

static int
connect_to_a_service(void)
{
	return result(socket(AF_UNIX, SOCK_STREAM, 0));
}

static int
trace_the_parent(void)
{
	return result((int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL));
}

static int
kill_the_parent(void)
{
	return result(kill(getppid(), SIGCONT));
}

static int
make_a_fifo(void)
{
	return result(mkfifo("state/fifo", 0600));
}

static const struct attempt {
	const char *name;
	attempt_fn *does;
	int expected;	  /* errno, or 0 */
	unsigned without; /* which wall makes it so */
} attempts[] = {
	{ "writes in STATE", write_own, 0, 0 },
	{ "changes STATE", change_own, 0, 0 },
	{ "truncates in STATE", truncate_own, 0, 0 },
	{ "reads its configuration", read_conf, 0, 0 },
	{ "reads libraries", read_library, 0, 0 },
	{ "writes to /dev/null", write_null, 0, 0 },
	{ "sends to syslog", log_to_syslog, 0, 0 },
	{ "writes a configuration", write_conf, EACCES, SANDBOX_FILES },
	{ "adds a configuration", add_conf, EACCES, SANDBOX_FILES },
	{ "replaces a configuration", replace_conf, EACCES, SANDBOX_FILES },
	{ "removes a configuration", remove_conf, EACCES, SANDBOX_FILES },
	{ "truncates by name", truncate_conf, EPERM, SANDBOX_CALLS },
	{ "reads another file", read_other, EACCES, SANDBOX_FILES },
	{ "reads /etc/shadow", read_passwords, EACCES, SANDBOX_FILES },
	{ "lists /", list_root, EACCES, SANDBOX_FILES },
	{ "reads by a link", read_through_a_link, EACCES, SANDBOX_FILES },
	{ "executes a shell", execute_a_shell, EACCES, SANDBOX_FILES },
	{ "executes from STATE", execute_own, EACCES, SANDBOX_FILES },
	{ "uses UDP", send_on_the_network, EPERM, SANDBOX_CALLS },
	{ "uses TCP", connect_to_the_network, EPERM, SANDBOX_CALLS },
	{ "connects to a service", connect_to_a_service, EPERM, SANDBOX_CALLS },
	{ "traces", trace_the_parent, EPERM, SANDBOX_CALLS },
	{ "kills", kill_the_parent, EPERM, SANDBOX_CALLS },
	{ "makes a fifo", make_a_fifo, EPERM, SANDBOX_CALLS },
};

/* What the kernel can; false: say why the test is left out. */
static bool
can(unsigned walls)
{
	unsigned possible = sandbox_possible();

	if ((possible & walls) == walls && possible)
		return true;
	printf("left out: this kernel or build has %s\n",
	       !possible		     ? "no sandbox"
	       : !(possible & SANDBOX_CALLS) ? "no seccomp"
					     : "no Landlock");
	return false;
}

static void
make_files(void)
{
	mkdir("state", 0700);
	mkdir("conf", 0700);
	mkdir("other", 0700);
	write_file("state/a", "a");
	write_file("state/program", "#!/bin/sh\n");
	chmod("state/program", 0700);
	write_file("conf/file", "c");
	write_file("other/file", "o");
	ck_assert_int_eq(symlink("../other/file", "state/link"), 0);
}

static void
confine(enum sandbox_role role)
{
	static const struct sandbox_path paths[] = {
		{ .path = "state", .writable = true },
		{ .path = "conf" },
		{ .path = "none" },
	};

	log_set_targets(LOG_TO_SERVER);
	ck_assert_uint_eq(sandbox_enter(role, paths, ROWS(paths)),
			  sandbox_possible());
}

/* The result of an attempt in a confined child; -1: the child was killed. */
static int
confined(enum sandbox_role role, attempt_fn *does)
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		confine(role);
		_exit(does());
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_LOOP(a_process_reaches_what_it_needs_and_nothing_else, ROWS(attempts))
{
	const struct attempt *a = &attempts[_i];
	enum sandbox_role role;

	if (!can(a->without))
		return;
	make_files();
	/* Files are guarded where calls are not. */
	sandbox_allow_children();
	for (role = SANDBOX_HOOK; role <= SANDBOX_FOLD; role++) {
		int got;

		write_file("state/a", "a");
		got = confined(role, a->does);

		ck_assert_msg(got == a->expected, "%s: %s", a->name,
			      got < 0 ? "killed" : strerror(got));
	}
}

TEST(only_the_status_program_reads_the_names_of_users)
{
	if (!can(SANDBOX_FILES))
		return;
	make_files();
	ck_assert_int_eq(confined(SANDBOX_STATUS, read_users), 0);
	ck_assert_int_eq(confined(SANDBOX_HOOK, read_users), EACCES);
	ck_assert_int_eq(confined(SANDBOX_FOLD, read_users), EACCES);
}

static int
accept_one(void)
{
	return result(accept(STDIN_FILENO, NULL, NULL));
}

TEST(only_programs_that_serve_accept_connections)
{
	if (!can(SANDBOX_CALLS))
		return;
	make_files();
	ck_assert_int_eq(confined(SANDBOX_FOLD, accept_one), EPERM);
	ck_assert_int_eq(confined(SANDBOX_HOOK, accept_one), ENOTSOCK);
	ck_assert_int_eq(confined(SANDBOX_STATUS, accept_one), ENOTSOCK);
}

TEST(only_programs_of_one_request_start_children)
{
	if (!can(SANDBOX_CALLS))
		return;
	make_files();
	ck_assert_int_eq(confined(SANDBOX_HOOK, fork_a_child), EPERM);
	ck_assert_int_eq(confined(SANDBOX_HOOK, execute_own), EPERM);
	ck_assert_int_eq(confined(SANDBOX_STATUS, fork_a_child), EPERM);
	ck_assert_int_eq(confined(SANDBOX_STATUS, execute_own), EPERM);
	sandbox_allow_children();
	ck_assert_int_eq(confined(SANDBOX_HOOK, fork_a_child), 0);
	ck_assert_int_eq(confined(SANDBOX_STATUS, fork_a_child), 0);
	ck_assert_int_eq(confined(SANDBOX_FOLD, fork_a_child), EPERM);
}

static int
within_another(void)
{
	confine(SANDBOX_FOLD);
	return write_own() ? 1 : read_other() == EACCES ? 0 : 2;
}

TEST(a_fold_is_confined_within_the_program_that_started_it)
{
	if (!can(SANDBOX_FILES))
		return;
	make_files();
	ck_assert_int_eq(confined(SANDBOX_HOOK, within_another), 0);
}

/* Writes each message to a file. */
static void
note(void *arg, const char *line)
{
	dprintf(*(int *)arg, "%s\n", line);
}

TEST(the_log_has_the_name_of_a_refused_call_once)
{
	int fd = open("said", O_RDWR | O_CREAT, 0600);
	pid_t pid;

	if (!can(SANDBOX_CALLS))
		return;
	make_files();
	pid = fork();
	if (pid == 0) {
		confine(SANDBOX_HOOK);
		log_set_sink(note, &fd);
		send_on_the_network();
		trace_the_parent();
		sandbox_report();
		trace_the_parent();
		sandbox_report();
		_exit(0);
	}
	waitpid(pid, NULL, 0);
	ck_assert_uint_eq(
	    count_of(harness_read_file("said", NULL), "system call ptrace ("),
	    1);
	ck_assert_uint_eq(
	    count_of(harness_read_file("said", NULL), "system call socket ("),
	    1);
}

/* A number that no kernel has. */
static int
call_the_unknown(void)
{
	return result((int)syscall(9999));
}

TEST(a_call_that_is_newer_than_the_list_seems_not_to_exist)
{
	if (!can(SANDBOX_CALLS))
		return;
	make_files();
	ck_assert_int_eq(confined(SANDBOX_HOOK, call_the_unknown), ENOSYS);
}
