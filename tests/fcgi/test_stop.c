/* Start and stop of the server: which processes end, when, and the messages. */

#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/processes.h"
#include "support/web_server.h"

/* A program ends 8 s after it was told to, whatever goes on; seconds. */
#define SOON 12.0

static char *sockets; /* the directory of the sockets */

static void
start(void)
{
	web_start();
	sockets = process_variable(process_of("lighttpd"), "ECHOAPP_RUN");
	ck_assert_ptr_nonnull(sockets);
	ck_assert_int_eq(access(sockets, F_OK), 0);
}

/* Waits for a child process; returns its wait status. */
static int
wait_for(pid_t pid, double deadline)
{
	int status = 0;

	while (waitpid(pid, &status, WNOHANG) == 0) {
		ck_assert_msg(seconds_now() < deadline, "%d is still there",
			      pid);
		usleep(10000);
	}
	return status;
}

/* All processes of the server have ended by the deadline. */
static void
check_all_gone(double deadline)
{
	while (processes(NULL, NULL, 0) > 0) {
		ck_assert_msg(seconds_now() < deadline,
			      "%zu processes are left",
			      processes(NULL, NULL, 0));
		usleep(10000);
	}
}

static void
check_signal_ends_all(int signal)
{
	struct load_client l = { .clients = 4, .hooks = LOAD_HOOKS };
	struct client *idle = client_new();
	double deadline;
	int status;

	ck_assert_int_eq(client_post(idle, "/EchoApp/connect", "{}", 2).status,
			 200);
	load_start(&l);
	while (count_lines(web_journal()) < 200)
		usleep(10000);
	deadline = seconds_now() + SOON;
	kill(web_pid(), signal);
	status = wait_for(web_pid(), deadline);
	check_all_gone(deadline);
	load_stop(&l);
	ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0, "%d",
		      status);
	ck_assert_int_ne(access(sockets, F_OK), 0);
	ck_assert_uint_gt(l.answered, 100);
	ck_assert_uint_eq(load_recorded().missing, 0);
	ck_assert_uint_ge(web_whole_lines(), l.answered);
	client_free(idle);
}

const struct test_setup test_setup = {
	.before = start,
	.after = web_stop,
};

TEST(sigterm_ends_all_under_load)
{
	check_signal_ends_all(SIGTERM);
}

TEST(sigint_ends_all_under_load)
{
	check_signal_ends_all(SIGINT);
}

TEST(sighup_ends_all_under_load)
{
	check_signal_ends_all(SIGHUP);
}

/* Locks the journal, so that no hook can be answered until it is closed. */
static int
hold_journal(void)
{
	int fd;

	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	fd = open(journal_path(web_state_dir()), O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	return fd;
}

static void *
post_call(void *arg)
{
	struct response *g = arg;

	*g = web_post("/EchoApp/call", "{\"in\":\"hand\"}");
	return NULL;
}

TEST(a_request_in_progress_is_answered_when_the_server_stops)
{
	int fd = hold_journal(), status;
	double deadline;
	pthread_t thread;
	struct response g;

	pthread_create(&thread, NULL, post_call, &g);
	usleep(300000);
	deadline = seconds_now() + SOON;
	kill(web_pid(), SIGTERM);
	usleep(300000);
	close(fd);
	pthread_join(thread, NULL);
	status = wait_for(web_pid(), deadline);
	check_all_gone(deadline);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	ck_assert_msg(g.status == 200, "%d %s", g.status, g.error);
	ck_assert_str_eq(g.body, "{\"in\":\"hand\"}");
	ck_assert_uint_eq(count_of(web_journal(), "{\"in\":\"hand\"}"), 1);
}

TEST(a_request_that_hangs_does_not_delay_the_stop)
{
	int fd = hold_journal();
	double deadline;
	pthread_t thread;
	struct response g;

	pthread_create(&thread, NULL, post_call, &g);
	usleep(300000);
	deadline = seconds_now() + SOON;
	kill(web_pid(), SIGTERM);
	wait_for(web_pid(), deadline);
	check_all_gone(deadline);
	pthread_join(thread, NULL);
	close(fd);
}

/*
 * lighttpd would refuse hooks between the end of a program and the next, so the
 * same process executes the program again.
 */
TEST(a_program_starts_anew_after_the_request_in_progress)
{
	int fd = hold_journal(), i;
	pid_t pid = process_of("call.fcgi"), worker = process_worker(pid);
	pthread_t thread;
	struct response g;

	pthread_create(&thread, NULL, post_call, &g);
	usleep(300000);
	ck_assert_int_gt(worker, 0);
	kill(pid, SIGTERM);
	usleep(300000);
	ck_assert_int_eq(kill(worker, 0), 0);
	close(fd);
	pthread_join(thread, NULL);
	ck_assert_msg(g.status == 200, "%d %s", g.status, g.error);
	ck_assert_uint_eq(count_of(web_journal(), "{\"in\":\"hand\"}"), 1);
	for (i = 0; i < 500 && kill(worker, 0) == 0; i++)
		usleep(10000);
	ck_assert_int_ne(kill(worker, 0), 0);
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	ck_assert_int_eq(process_of("call.fcgi"), pid);
}

/*
 * The kernel does not tell the environment of a process, by which process_of()
 * knows the server's, while that executes a program.
 */
static pid_t
program_that_may_execute(const char *name)
{
	pid_t pid = 0;
	int i;

	for (i = 0; i < 1000 && pid == 0; i++) {
		pid = process_of(name);
		if (pid == 0)
			usleep(1000);
	}
	return pid;
}

/* Neither the process that lighttpd knows nor its workers refuse a hook. */
TEST(ending_programs_refuses_no_hook)
{
	struct load_client l = {
		.clients = 8,
		.hooks = LOAD_HOOKS,
		.only = "/EchoApp/callStatusEvent",
	};
	int i;

	load_start(&l);
	for (i = 0; i < 20; i++) {
		pid_t pid = program_that_may_execute("callStatusEvent.fcgi");

		ck_assert_int_gt(pid, 0);
		usleep(100000);
		if (i % 2)
			pid = process_worker(pid);
		if (pid > 0)
			kill(pid, SIGTERM);
	}
	usleep(100000);
	load_stop(&l);
	ck_assert_msg(l.answered == l.sent, "%s: %s", l.trouble, web_log_end());
	ck_assert_uint_eq(l.again, 0);
	ck_assert_uint_eq(load_recorded().missing, 0);
	ck_assert_uint_eq(load_recorded().doubled, 0);
}

TEST_LOOP(nothing_survives_a_killed_server, 5)
{
	char command[PATH_MAX + 16], said[256];
	double deadline = seconds_now() + SOON;

	kill(web_pid(), SIGKILL);
	wait_for(web_pid(), deadline);
	check_all_gone(deadline);
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 0);
	/* Only the directory of the sockets is left. */
	snprintf(command, sizeof command, "rm -r %s", sockets);
	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
}

/* Runs `make run` with the port and the state of the test's server. */
static pid_t
make_run(const char *port, const char *out)
{
	char port_is[32], state_is[PATH_MAX + 16], conf_is[PATH_MAX + 32];
	pid_t pid = fork();
	int fd;

	ck_assert_int_ge(pid, 0);
	if (pid > 0)
		return pid;
	fd = open(out, O_WRONLY | O_CREAT | O_APPEND, 0600);
	dup2(fd, STDOUT_FILENO);
	dup2(fd, STDERR_FILENO);
	snprintf(port_is, sizeof port_is, "PORT=%s", port);
	snprintf(state_is, sizeof state_is, "STATE_DIR=%s", web_state_dir());
	snprintf(conf_is, sizeof conf_is, "ECHOAPP_CONF=%s/echoapp.conf",
		 web_dir());
	if (chdir(source_dir()))
		_exit(127);
	execlp("make", "make", "run", port_is, state_is, conf_is, (char *)NULL);
	_exit(127);
}

TEST(sigterm_ends_make_run_and_all_its_processes)
{
	char port[16], out[PATH_MAX + 16];
	double deadline;
	pid_t pid;

	/* Ends the server; its port and directories are used again. */
	kill(web_pid(), SIGTERM);
	wait_for(web_pid(), seconds_now() + SOON);
	check_all_gone(seconds_now() + SOON);
	snprintf(port, sizeof port, "%d", web_port());
	snprintf(out, sizeof out, "%s/make.log", web_dir());
	pid = make_run(port, out);
	deadline = seconds_now() + 120;
	while (access(out, R_OK) || !strstr(harness_read_file(out, NULL),
					    "EchoApp answers at http://")) {
		ck_assert_msg(waitpid(pid, NULL, WNOHANG) == 0 &&
				  seconds_now() < deadline,
			      "%s", harness_read_file(out, NULL));
		usleep(50000);
	}
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	ck_assert_uint_eq(web_whole_lines(), 1);
	deadline = seconds_now() + SOON;
	kill(pid, SIGTERM);
	wait_for(pid, deadline);
	check_all_gone(deadline);
	ck_assert_int_ne(access(sockets, F_OK), 0);
}

TEST(a_port_in_use_is_reported)
{
	char command[PATH_MAX * 2], text[4096], port[16];
	int code;

	snprintf(command, sizeof command,
		 "PORT=%d STATE_DIR=%s ECHOAPP_CONF=%s/echoapp.conf "
		 "timeout 20 %s 2>&1",
		 web_port(), web_state_dir(), web_dir(),
		 source_path("scripts/serve.sh"));
	code = run_shell(command, text, sizeof text);
	ck_assert_int_eq(code, 100);
	snprintf(port, sizeof port, ":%d is taken", web_port());
	ck_assert_msg(strstr(text, port) != NULL, "%s", text);
	ck_assert_int_eq(access(sockets, F_OK), 0);
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
}

TEST(a_broken_configuration_is_reported_with_its_line)
{
	char command[PATH_MAX * 2], text[4096];
	int code;

	write_file("broken.conf", "# fine\nstrict = yes\nstrickt = yes\n");
	snprintf(command, sizeof command,
		 "PORT=1 ECHOAPP_CONF=broken.conf timeout 20 %s %s 2>&1",
		 source_path("scripts/serve.sh"), web_programs());
	code = run_shell(command, text, sizeof text);
	ck_assert_int_eq(code, 100);
	ck_assert_msg(strstr(text, "/broken.conf:3: ") != NULL, "%s", text);
	ck_assert_msg(strstr(text, "strickt") != NULL, "%s", text);
	ck_assert_msg(strstr(text, "state_dir body_max request_timeout") !=
			  NULL,
		      "%s", text);
	ck_assert_ptr_null(strstr(text, "EchoApp answers"));
}

TEST(an_invalid_port_is_reported)
{
	char command[PATH_MAX * 2], text[4096];
	int code;

	snprintf(command, sizeof command,
		 "PORT=http STATE_DIR=%s timeout 20 %s 2>&1", web_state_dir(),
		 source_path("scripts/serve.sh"));
	code = run_shell(command, text, sizeof text);
	ck_assert_int_eq(code, 100);
	ck_assert_msg(strstr(text, "PORT=http") != NULL, "%s", text);
}
