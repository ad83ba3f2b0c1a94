/* With durability = disk, a response is sent after the line is on the disk. */

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/processes.h"
#include "support/web_server.h"

const struct test_setup test_setup = {
	.after = web_stop,
};

TEST(hooks_of_eight_clients_are_recorded_once_each)
{
	web_start_with("durability = disk\n");
	load_check((struct load_client){ .clients = 8, .hooks = 250 });
}

static bool
is_traced(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
	return !strstr(harness_read_file(path, NULL), "\nTracerPid:\t0\n");
}

/* Logs the program's fsync calls with strace; 0: tracing is not permitted. */
static pid_t
watch_syncs(pid_t program)
{
	char target[16];
	pid_t pid;
	int i;

	ck_assert_int_gt(program, 0);
	snprintf(target, sizeof target, "%d", (int)program);
	pid = fork();
	if (pid == 0) {
		execlp("strace", "strace", "-qq", "-e", "trace=fdatasync,fsync",
		       "-o", "syncs", "-p", target, (char *)NULL);
		_exit(127);
	}
	for (i = 0; i < 500 && !is_traced(program); i++) {
		if (waitpid(pid, NULL, WNOHANG) != 0) {
			fprintf(stderr, "no strace: syncs are not counted\n");
			return 0;
		}
		usleep(10000);
	}
	ck_assert(is_traced(program));
	return pid;
}

/* How often a program syncs for 200 hooks in sequence. */
static long
count_syncs(const char *settings)
{
	struct client *c = client_new();
	pid_t strace;
	int i;

	web_start_with(settings);
	/* The first hook starts the worker. */
	ck_assert_int_eq(client_post(c, "/EchoApp/call", "{}", 2).status, 200);
	strace = watch_syncs(process_worker(process_of("call.fcgi")));
	if (!strace)
		return -1;
	for (i = 0; i < 200; i++)
		ck_assert_int_eq(
		    client_post(c, "/EchoApp/call", "{}", 2).status, 200);
	client_free(c);
	kill(strace, SIGTERM);
	waitpid(strace, NULL, 0);
	return (long)count_of(harness_read_file("syncs", NULL), "sync(");
}

TEST(every_answer_waits_for_the_disk)
{
	long n = count_syncs("durability = disk\nworkers_max = 1\n");

	if (n >= 0)
		ck_assert_int_ge(n, 200);
}

TEST(by_default_no_answer_waits_for_the_disk)
{
	long n = count_syncs("durability = process\nworkers_max = 1\n");

	if (n >= 0)
		ck_assert_int_eq(n, 0);
}
