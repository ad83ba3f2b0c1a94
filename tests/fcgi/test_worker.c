/* Workers that are killed, busy, or not needed. */

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "support/fastcgi_client.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/processes.h"
#include "support/web_server.h"

#define PROGRAM "callStatusEvent.fcgi"
#define HOOK "/EchoApp/callStatusEvent"
#define SOON 10.0

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
	.seconds = 1800,
};

/* KILLS comes from `make torture`. */
static unsigned
kills(void)
{
	const char *text = getenv("KILLS");

	return text ? (unsigned)atoi(text) : 50;
}

static pid_t
wait_for_worker(pid_t supervisor, pid_t but)
{
	double until = seconds_now() + SOON;
	pid_t worker;

	while ((worker = process_worker(supervisor)) == 0 || worker == but) {
		ck_assert_msg(seconds_now() < until, "no worker starts");
		usleep(1000);
	}
	return worker;
}

static void
wait_for_end(pid_t pid)
{
	double until = seconds_now() + SOON;

	while (kill(pid, 0) == 0) {
		ck_assert_msg(seconds_now() < until, "%d is left", (int)pid);
		usleep(1000);
	}
}

/* A supervisor that has a worker; others may be left that are about to end. */
static pid_t
supervisor_at_work(void)
{
	pid_t at[PROCESSES_MAX];
	size_t n = processes(PROGRAM, at, PROCESSES_MAX), i;

	for (i = 0; i < n; i++)
		if (process_worker(at[i]) > 0)
			return at[i];
	return 0;
}

/* Asks until a supervisor, but not this one, has started a worker. */
static pid_t
wait_for_supervisor(pid_t but)
{
	double until = seconds_now() + SOON;
	pid_t found;

	while (web_post(HOOK, "{}").status != 200 ||
	       (found = supervisor_at_work()) == 0 || found == but) {
		ck_assert_msg(seconds_now() < until, "none: %s", web_log_end());
		usleep(20000);
	}
	return found;
}

/* Each hook is tried twice; `again` counts the tries that failed. */
static void
start_load(struct load_client *l, unsigned clients)
{
	*l = (struct load_client){
		.clients = clients,
		.hooks = LOAD_HOOKS,
		.tries = 2,
		.only = HOOK,
	};
	ck_assert_int_eq(web_post(HOOK, "{}").status, 200);
	load_start(l);
}

static void
check_load(struct load_client *l, unsigned killed)
{
	load_stop(l);
	ck_assert_msg(l->answered == l->sent, "%u of %u after %u kills: %s",
		      l->answered, l->sent, killed, l->trouble);
	ck_assert_msg(l->again <= killed, "%u tries failed in %u kills: %s",
		      l->again, killed, l->trouble);
	ck_assert_uint_eq(load_recorded().missing, 0);
}

TEST(a_killed_worker_costs_only_the_request_in_its_hands)
{
	pid_t supervisor = process_of(PROGRAM), worker;
	unsigned done = 0, count = kills(), sent = 0;
	uint64_t random = (uint64_t)getpid();
	struct load_client l;

	/* A load has an end, so there is one after another. */
	while (done < count) {
		unsigned killed = 0;

		start_load(&l, 16);
		for (; killed < 100 && done < count; done++, killed++) {
			worker = wait_for_worker(supervisor, 0);
			usleep(next_random(&random) % 20000);
			ck_assert_int_eq(kill(worker, SIGKILL), 0);
			wait_for_worker(supervisor, worker);
		}
		check_load(&l, killed);
		sent += l.sent;
	}
	ck_assert_uint_gt(sent, count);
	ck_assert_int_eq(process_of(PROGRAM), supervisor);
	ck_assert_int_eq(web_post(HOOK, "{}").status, 200);
}

/* Web servers that keep connections lose no more than the request, too. */
static atomic_bool enough;

static void *
ask_kept(void *arg)
{
	unsigned *failed = arg;
	char bytes[2048];
	size_t len = fastcgi_request(bytes, 1, true, "{}", 2);
	int fd = fastcgi_connect("callStatusEvent");

	while (!atomic_load(&enough)) {
		struct fastcgi_reply r;

		fastcgi_send(fd, bytes, len);
		r = fastcgi_read(fd, SOON);
		if (r.ended && strstr(r.out, "200 OK"))
			continue;
		++*failed;
		close(fd);
		fd = fastcgi_connect("callStatusEvent");
	}
	close(fd);
	return NULL;
}

TEST(a_killed_worker_does_not_close_kept_connections)
{
	pid_t supervisor = process_of(PROGRAM);
	unsigned failed[16] = { 0 }, all = 0, killed = 0, i;
	pthread_t threads[16];

	for (i = 0; i < ROWS(threads); i++)
		pthread_create(&threads[i], NULL, ask_kept, &failed[i]);
	for (; killed < 20; killed++) {
		pid_t worker = wait_for_worker(supervisor, 0);

		usleep(5000);
		kill(worker, SIGKILL);
		wait_for_worker(supervisor, worker);
	}
	atomic_store(&enough, true);
	for (i = 0; i < ROWS(threads); i++) {
		pthread_join(threads[i], NULL);
		all += failed[i];
	}
	ck_assert_msg(all <= killed, "%u failed in %u kills", all, killed);
}

TEST(a_slow_request_survives_a_killed_worker)
{
	pid_t supervisor = process_of("call.fcgi"), worker;
	char bytes[2048];
	size_t len = fastcgi_request(bytes, 1, false, "{}", 2);
	int fd = fastcgi_connect("call");
	struct fastcgi_reply r;

	fastcgi_send(fd, bytes, len / 2);
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	worker = wait_for_worker(supervisor, 0);
	kill(worker, SIGKILL);
	wait_for_end(worker);
	fastcgi_send(fd, bytes + len / 2, len - len / 2);
	r = fastcgi_read(fd, SOON);
	ck_assert_msg(r.ended && strstr(r.out, "200 OK"), "%s", r.out);
	ck_assert_ptr_nonnull(strstr(web_log(), "signal 9"));
}

/*
 * lighttpd starts it again; in between are a second or two at most.  It must
 * not find the socket in use by a worker, whether that is killed before, after,
 * or not at all.
 */
TEST(a_killed_supervisor_is_started_again_whenever_that_is)
{
	uint64_t random = (uint64_t)getpid();
	unsigned i;

	for (i = 0; i < 12; i++) {
		pid_t supervisor = wait_for_supervisor(0), worker;

		worker = wait_for_worker(supervisor, 0);
		if (i % 3 == 1)
			kill(worker, SIGKILL);
		usleep(next_random(&random) % 1000);
		kill(supervisor, SIGKILL);
		if (i % 3 == 2)
			kill(worker, SIGKILL);
		wait_for_supervisor(supervisor);
		wait_for_end(worker);
	}
}

/* Does a process have the file open that descriptor 0 of another is? */
static bool
has_listener(pid_t pid, pid_t supervisor)
{
	char path[300], listener[64] = "", link[64];
	struct dirent *e;
	bool has = false;
	DIR *d;

	snprintf(path, sizeof path, "/proc/%d/fd/0", (int)supervisor);
	ck_assert_int_gt(readlink(path, listener, sizeof listener - 1), 0);
	snprintf(path, sizeof path, "/proc/%d/fd", (int)pid);
	d = opendir(path);
	while (d && (e = readdir(d))) {
		ssize_t n;

		snprintf(path, sizeof path, "/proc/%d/fd/%s", (int)pid,
			 e->d_name);
		n = readlink(path, link, sizeof link - 1);
		if (n <= 0)
			continue;
		link[n] = '\0';
		has = has || strcmp(link, listener) == 0;
	}
	if (d)
		closedir(d);
	return has;
}

/* Such a process would keep lighttpd from starting a program again. */
TEST(only_the_supervisor_and_its_workers_have_the_listening_socket)
{
	pid_t supervisor = process_of(PROGRAM), at[PROCESSES_MAX];
	unsigned looked = 0;
	struct load_client l;
	double until;

	start_load(&l, 4);
	/* Background folds come and go meanwhile. */
	for (until = seconds_now() + 3; seconds_now() < until;) {
		size_t n = processes(NULL, at, PROCESSES_MAX), i;

		for (i = 0; i < n; i++) {
			if (at[i] == supervisor ||
			    process_parent(at[i]) == supervisor ||
			    !has_listener(at[i], supervisor))
				continue;
			usleep(50000);
			ck_assert_msg(!has_listener(at[i], supervisor),
				      "%d has the socket", (int)at[i]);
		}
		looked += n > 0;
	}
	check_load(&l, 0);
	ck_assert_uint_gt(looked, 3);
}

static size_t
count_workers(pid_t supervisor)
{
	char command[128];

	snprintf(command, sizeof command,
		 "pgrep -c -P %d || :", (int)supervisor);
	return (size_t)atoi(output_of(command));
}

static void *
post(void *arg)
{
	struct response *g = arg;

	*g = web_post("/EchoApp/call", "{}");
	return NULL;
}

TEST(workers_are_added_while_requests_wait_up_to_the_maximum)
{
	pid_t supervisor = process_of("call.fcgi");
	double until = seconds_now() + SOON;
	struct response g[8] = { 0 };
	pthread_t threads[8];
	int fd;
	size_t i;

	web_configure("workers_max = 3\n");
	sleep(2);
	ck_assert_uint_eq(count_workers(supervisor), 0);
	ck_assert_int_eq(web_post("/EchoApp/call", "{}").status, 200);
	/* If this machine is slow, the hook seems to wait for something. */
	ck_assert_uint_ge(count_workers(supervisor), 1);
	ck_assert_uint_le(count_workers(supervisor), 3);
	fd = open(journal_path(web_state_dir()), O_RDWR | O_CLOEXEC);
	ck_assert_int_eq(flock(fd, LOCK_EX), 0);
	for (i = 0; i < ROWS(threads); i++)
		pthread_create(&threads[i], NULL, post, &g[i]);
	while (count_workers(supervisor) < 3) {
		ck_assert_msg(seconds_now() < until, "%zu workers",
			      count_workers(supervisor));
		usleep(10000);
	}
	usleep(200000);
	ck_assert_uint_eq(count_workers(supervisor), 3);
	close(fd);
	for (i = 0; i < ROWS(threads); i++) {
		pthread_join(threads[i], NULL);
		ck_assert_int_eq(g[i].status, 200);
	}
}
