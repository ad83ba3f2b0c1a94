/* spawn_apart: a child that never has this process's standard input. */

#include "base/spawn_apart.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/harness.h"

const struct test_setup test_setup = { 0 };

/* A pipe: the end to read is standard input of the process that starts. */
static int ends[2];

static pid_t
start(void (*run)(void))
{
	pid_t pid;

	signal(SIGPIPE, SIG_IGN);
	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(ends[0], STDIN_FILENO);
		close(ends[0]);
		close(ends[1]);
		run();
		_exit(1);
	}
	close(ends[0]);
	return pid;
}

/* Before the child executes the program, it waits at two FIFOs. */
static void
spawn_slowly(void)
{
	const char *const argv[] = { "true", NULL };
	posix_spawn_file_actions_t actions;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "here",
					 O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "go",
					 O_WRONLY, 0);
	spawn_apart("/bin/true", &actions, NULL, argv);
}

static void
spawn_cat(void)
{
	const char *const argv[] = { "sh", "-c", "cat; echo ok", NULL };
	posix_spawn_file_actions_t actions;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "out",
					 O_WRONLY | O_CREAT, 0600);
	_exit(spawn_apart("/bin/sh", &actions, NULL, argv) == 0 &&
		      wait(NULL) > 0
		  ? 0
		  : 1);
}

static void
fail_to_spawn(void)
{
	const char *const argv[] = { "nothing", NULL };

	_exit(spawn_apart("./nothing", NULL, NULL, argv) == ENOENT ? 0 : 1);
}

/* A listening socket has to be closed with its program. */
TEST(a_parent_that_is_killed_meanwhile_leaves_nothing_open)
{
	pid_t pid;
	int here, go;

	ck_assert_int_eq(mkfifo("here", 0600), 0);
	ck_assert_int_eq(mkfifo("go", 0600), 0);
	pid = start(spawn_slowly);
	here = open("here", O_WRONLY);
	ck_assert_int_ge(here, 0);
	ck_assert_int_eq(write(ends[1], "", 1), 1);
	ck_assert_int_eq(kill(pid, SIGKILL), 0);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	ck_assert_int_eq(write(ends[1], "", 1), -1);
	ck_assert_int_eq(errno, EPIPE);
	go = open("go", O_RDONLY);
	ck_assert_int_ge(go, 0);
	close(go);
	close(here);
}

TEST(the_child_reads_dev_null)
{
	char text[64] = "";
	int status, fd;
	pid_t pid = start(spawn_cat);

	ck_assert_int_eq(write(ends[1], "never", 5), 5);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
	fd = open("out", O_RDONLY);
	ck_assert_int_gt(read(fd, text, sizeof text - 1), 0);
	ck_assert_str_eq(text, "ok\n");
	close(fd);
}

TEST(a_program_that_is_not_there_is_told)
{
	int status;
	pid_t pid = start(fail_to_spawn);

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(WEXITSTATUS(status), 0);
}
