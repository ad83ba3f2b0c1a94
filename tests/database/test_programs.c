/* Programs behind a web server whose users are in a real database. */

#include <glob.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proof/user_lookup_wire.h"
#include "support/database_server.h"
#include "support/harness.h"
#include "support/holder.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/web_server.h"

#define PATIENCE 30.0

static const char *const drivers[] = { "postgresql", "mariadb" };
static struct database_server databases[ROWS(drivers)];

static void
start_servers(void)
{
	size_t i;

	for (i = 0; i < ROWS(drivers); i++)
		database_server_start(&databases[i], drivers[i]);
}

static void
end_servers(void)
{
	size_t i;

	for (i = 0; i < ROWS(drivers); i++)
		database_server_end(&databases[i]);
}

const struct test_setup test_setup = {
	.before_all = start_servers,
	.after_all = end_servers,
	.after = web_stop,
};

static void
start(const struct database_server *d, const char *conf)
{
	char text[256];

	database_server_write_settings(d, "db", true, NULL);
	snprintf(text, sizeof text, "rules = %s\nlog = server\n%s",
		 path_here("rules.conf"), conf);
	write_file(
	    "rules.conf",
	    "prove connect sipLogin password custom.password in "
	    "database db\n"
	    "deny connect if not account.name exists reason \"wrong\"\n");
	web_start_with(text);
}

static int
connect_as(const char *user, const char *password)
{
	char body[512];

	snprintf(body, sizeof body,
		 "{\"nodeId\":\"n\",\"sessionId\":\"%s\",\"sipLogin\":\"%s\","
		 "\"custom\":{\"password\":\"%s\"}}",
		 user, user, password);
	return web_post("/EchoApp/connect", body).status;
}

TEST_LOOP(workers_in_their_sandbox_ask_the_database, ROWS(drivers))
{
	start(&databases[_i], "");
	ck_assert_int_eq(connect_as("alice", "geheim"), 200);
	ck_assert_int_eq(connect_as("bob", "topsecret"), 200);
	ck_assert_int_eq(connect_as("bob", "geheim"), 403);
	ck_assert_int_eq(connect_as("nobody", "geheim"), 403);
	ck_assert_msg(!strstr(web_log(), "sandbox"), "%s", web_log());
}

/* Posts echo and call until told to stop. */
static struct {
	volatile bool ends;
	volatile unsigned answered;
} others;

static void *
post_others(void *unused)
{
	(void)unused;
	while (!others.ends) {
		const char *path =
		    others.answered % 2 ? "/EchoApp/call" : "/EchoApp/echo";

		if (web_post(path, "{}").status == 200)
			others.answered = others.answered + 1;
	}
	return NULL;
}

static void
wait_for(int status, const char *user, const char *password)
{
	const double end = seconds_now() + PATIENCE;

	while (connect_as(user, password) != status) {
		ck_assert_msg(seconds_now() < end, "%s", web_log());
		usleep(20000);
	}
}

TEST_LOOP(a_stopped_server_delays_connect_by_its_deadline_and_nothing_else,
	  ROWS(drivers) * 2)
{
	const struct database_server *d = &databases[_i / 2];
	const int status = _i % 2 ? 503 : 403;
	pthread_t thread;
	unsigned before, meanwhile;
	double begin, took;
	int i;

	others.ends = false;
	others.answered = 0;
	start(d, _i % 2 ? "on_state_error = refuse\n" : "");
	ck_assert_int_eq(connect_as("alice", "geheim"), 200);
	database_server_freeze(d, true);
	pthread_create(&thread, NULL, post_others, NULL);
	while (others.answered == 0)
		usleep(1000);
	begin = seconds_now();
	before = others.answered;
	ck_assert_int_eq(connect_as("bob", "topsecret"), status);
	meanwhile = others.answered - before;
	took = seconds_now() - begin;
	for (i = 0; i < 20; i++)
		ck_assert_int_eq(connect_as("bob", "topsecret"), status);
	others.ends = true;
	pthread_join(thread, NULL);
	database_server_freeze(d, false);
	ck_assert_msg(took >= USER_LOOKUP_MS / 1000.0 && took < HOLDER_PATIENCE,
		      "%f", took);
	/* If they waited, too, it would be one or two. */
	ck_assert_uint_ge(meanwhile, 10);
	wait_for(200, "bob", "topsecret");
	ck_assert_uint_eq(count_of(web_log(), "no password can be checked"), 1);
	ck_assert_ptr_null(strstr(web_log(), DATABASE_PASSWORD));
	ck_assert_ptr_null(strstr(web_log(), "127.0.0.1 port"));
}

/* The pid of a helper that keeps a worker's questions, or 0. */
static pid_t
find_helper(pid_t parent)
{
	char path[64], text[PATH_MAX * 2];
	pid_t found = 0;
	glob_t all;
	size_t i;

	ck_assert_int_eq(glob("/proc/[0-9]*/cmdline", 0, NULL, &all), 0);
	for (i = 0; i < all.gl_pathc && !found; i++) {
		FILE *f = fopen(all.gl_pathv[i], "re");
		const size_t len = f ? fread(text, 1, sizeof text - 1, f) : 0;
		const pid_t pid = (pid_t)strtol(all.gl_pathv[i] + 6, NULL, 10);

		if (f)
			fclose(f);
		text[len] = '\0';
		snprintf(path, sizeof path, "/" USER_LOOKUP_PROGRAM);
		if (strstr(text, path) && process_parent(pid) == parent)
			found = pid;
	}
	globfree(&all);
	return found;
}

/* The listening socket, when a web server started the program, is inode N. */
static char *
descriptor(pid_t pid, const char *number)
{
	char command[128];

	snprintf(command, sizeof command,
		 "readlink /proc/%d/fd/%s || :", (int)pid, number);
	return output_of(command);
}

TEST(the_helper_never_has_the_listening_socket)
{
	pid_t worker, helper, child;

	start(&databases[0], "");
	ck_assert_int_eq(connect_as("alice", "geheim"), 200);
	worker = process_worker(process_of("connect.fcgi"));
	helper = find_helper(worker);
	ck_assert_int_gt(helper, 0);
	child = find_helper(helper);
	ck_assert_int_gt(child, 0);
	ck_assert_str_ne(descriptor(worker, "0"), descriptor(helper, "0"));
	ck_assert_str_ne(descriptor(worker, "0"), descriptor(child, "0"));
	ck_assert_ptr_null(
	    strstr(descriptor(helper, "*"), descriptor(worker, "0")));
	ck_assert_ptr_null(
	    strstr(descriptor(child, "*"), descriptor(worker, "0")));
}

TEST(a_worker_that_is_killed_takes_its_helper_along)
{
	const double end = seconds_now() + PATIENCE;
	char path[64];
	pid_t worker;

	start(&databases[0], "");
	ck_assert_int_eq(connect_as("alice", "geheim"), 200);
	worker = process_worker(process_of("connect.fcgi"));
	snprintf(path, sizeof path, "/proc/%d/exe", (int)find_helper(worker));
	kill(worker, SIGKILL);
	ck_assert_int_eq(connect_as("bob", "topsecret"), 200);
	while (access(path, F_OK) == 0) {
		ck_assert(seconds_now() < end);
		usleep(10000);
	}
}

TEST(a_helper_that_is_killed_is_replaced_with_its_worker)
{
	pid_t worker;

	start(&databases[0], "");
	ck_assert_int_eq(connect_as("alice", "geheim"), 200);
	/* One that ends as soon as it has begun would be no better. */
	sleep(1);
	worker = process_worker(process_of("connect.fcgi"));
	kill(find_helper(worker), SIGKILL);
	usleep(100000);
	ck_assert_int_eq(connect_as("bob", "topsecret"), 200);
	ck_assert_int_eq(connect_as("alice", "wrong"), 403);
}

TEST(a_rule_that_comes_to_name_a_database_is_followed)
{
	const double end = seconds_now() + PATIENCE;

	database_server_write_settings(&databases[0], "db", true, NULL);
	start(&databases[0], "");
	replace_file("rules.conf", "deny connect if sipLogin is carl\n", 0644);
	while (connect_as("nobody", "x") != 200)
		ck_assert(seconds_now() < end);
	replace_file("rules.conf",
		     "prove connect sipLogin password custom.password in "
		     "database db\n"
		     "deny connect if not account.name exists\n",
		     0644);
	while (connect_as("nobody", "x") != 403)
		ck_assert(seconds_now() < end);
	ck_assert_int_eq(connect_as("alice", "geheim"), 200);
}
