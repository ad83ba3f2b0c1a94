/* A program in another language replaces one of EchoApp's. */

#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/load_client.h"
#include "support/processes.h"
#include "support/web_server.h"

#define CALL                                                                   \
	"{\"nodeId\":\"n@1\",\"appKey\":\"defaultApp\","                       \
	"\"sessionId\":\"/127.0.0.1:1/127.0.0.1:8443\",\"callId\":\"1\","      \
	"\"caller\":\"10001\",\"callee\":\"90002\",\"token\":\"geheim\"}"

static void
install(const char *from, const char *as)
{
	char command[PATH_MAX * 2], said[4096];

	snprintf(command, sizeof command,
		 "cp %s programs/new && chmod 755 programs/new && "
		 "mv programs/new programs/%s 2>&1",
		 from, as);
	ck_assert_msg(run_shell(command, said, sizeof said) == 0, "%s", said);
}

static void
check_refused(const struct response *g)
{
	ck_assert_msg(g->status == 403, "%d %s", g->status, g->body);
	ck_assert_str_eq(g->type, "application/json");
	ck_assert_str_eq(g->body,
			 "{\"status\":403,\"reason\":\"extensions only\"}");
}

const struct test_setup test_setup = {
	.before = web_copy_programs,
	.after = web_stop,
};

TEST(a_script_refuses_calls_while_all_other_hooks_go_on)
{
	struct load_client l = {
		.clients = 4,
		.hooks = 1000,
		.only = "/EchoApp/callStatusEvent",
	};
	struct client *c = client_new();
	const char *text;
	int i;

	install(source_path("examples/call.pl"), "call.fcgi");
	web_start_with("");
	load_start(&l);
	for (i = 0; i < 500; i++) {
		struct response g = client_post(
		    c, i % 2 ? "/EchoApp/call" : "/apps/EchoApp/CALL", CALL,
		    strlen(CALL));

		check_refused(&g);
	}
	load_wait(&l);
	client_free(c);
	ck_assert_str_eq(l.trouble, "");
	ck_assert_uint_eq(l.answered, 4000);
	ck_assert_uint_eq(load_recorded().missing, 0);
	ck_assert_uint_eq(load_recorded().doubled, 0);
	ck_assert_uint_eq(web_whole_lines(), 4500);
	text = web_journal();
	ck_assert_uint_eq(count_of(text, "Z\",\"hook\":\"call\",\"status\":403,"
					 "\"us\":"),
			  500);
	ck_assert_uint_eq(count_of(text, "\"reason\":\"extensions only\","
					 "\"body\":{"),
			  500);
	ck_assert_uint_eq(count_of(text, "geheim"), 0);
}

TEST(a_program_can_be_replaced_while_the_server_runs)
{
	struct response g;
	pid_t ours;
	int i;

	web_start_with("");
	g = web_post("/EchoApp/call", CALL);
	ck_assert_int_eq(g.status, 200);
	install(source_path("examples/call.pl"), "call.fcgi");
	g = web_post("/EchoApp/call", CALL);
	ck_assert_int_eq(g.status, 200);
	ours = process_of("call.fcgi");
	ck_assert_int_gt(ours, 0);
	kill(ours, SIGTERM);
	for (i = 0; i < 100 && g.status != 403; i++) {
		usleep(100000);
		g = web_post("/EchoApp/call", CALL);
	}
	check_refused(&g);
	g = web_post("/EchoApp/callStatusEvent", CALL);
	ck_assert_int_eq(g.status, 200);
	ck_assert_uint_gt(web_whole_lines(), 3);
}

TEST(a_new_program_takes_over_at_once_unless_it_cannot_run)
{
	char link[64], path[PATH_MAX] = "";
	pid_t ours;
	int i;

	web_start_with("");
	ours = process_of("call.fcgi");
	ck_assert_int_gt(ours, 0);
	install(source_path("README.md"), "call.fcgi");
	kill(ours, SIGHUP);
	for (i = 0; i < 100 && !strstr(web_log(), "the old program goes on");
	     i++)
		usleep(50000);
	ck_assert_msg(strstr(web_log(), "the old program goes on") != NULL,
		      "%s", web_log_end());
	ck_assert_int_eq(web_post("/EchoApp/call", CALL).status, 200);
	install("programs/echo.fcgi", "call.fcgi");
	kill(ours, SIGHUP);
	ck_assert_int_eq(web_post("/EchoApp/call", CALL).status, 200);
	ck_assert_int_eq(web_post("/EchoApp/call", CALL).status, 200);
	/* The same process runs the new file, once its workers have ended. */
	snprintf(link, sizeof link, "/proc/%d/exe", (int)ours);
	for (i = 0; i < 200; i++) {
		memset(path, 0, sizeof path);
		ck_assert_int_gt(readlink(link, path, sizeof path - 1), 0);
		if (!strstr(path, "(deleted)"))
			break;
		usleep(50000);
	}
	ck_assert_msg(!strstr(path, "(deleted)"), "%s", path);
	ck_assert_uint_eq(web_whole_lines(), 3);
}

/* Reloads until the hook gets that status: the server may start a script. */
static struct response
reload_until(int status)
{
	struct response g = { .status = 0 };
	int i;

	for (i = 0; i < 100 && g.status != status; i++) {
		if (i)
			usleep(100000);
		if (i % 20 == 0)
			ctl_run("reload", "call", "--programs", "programs",
				NULL);
		g = web_post("/EchoApp/call", CALL);
	}
	return g;
}

TEST(reload_has_a_program_become_the_file_that_replaced_it)
{
	struct response g;
	pid_t ours;

	web_start_with("");
	/* Its program runs when it has answered. */
	ck_assert_int_eq(web_post("/EchoApp/call", CALL).status, 200);
	ours = process_of("call.fcgi");
	install("programs/echo.fcgi", "call.fcgi");
	/* A child that is about to fold has the same name for a moment. */
	ck_assert_ptr_nonnull(
	    strstr(ctl_output(ctl_run("--json", "reload", "CALL", "--programs",
				      "programs", NULL)),
		   ",\"old\":0,\"denied\":0}\n"));
	ck_assert_int_eq(process_of("call.fcgi"), ours);
	ck_assert_int_eq(web_post("/EchoApp/call", CALL).status, 200);
	install(source_path("examples/call.pl"), "call.fcgi");
	g = reload_until(403);
	check_refused(&g);
	install("programs/echo.fcgi", "call.fcgi");
	g = reload_until(200);
	ck_assert_int_eq(g.status, 200);
}

/* A web server that starts programs for each request has nothing to reload. */
TEST(reload_does_not_end_a_program_of_one_request)
{
	char command[PATH_MAX + 1024], said[4096];

	snprintf(command, sizeof command,
		 "{ sleep 1; printf '{}'; } |"
		 " REQUEST_METHOD=POST CONTENT_TYPE=application/json"
		 " CONTENT_LENGTH=2 ECHOAPP_CONF=/dev/null"
		 " ECHOAPP_STATE_DIR=own programs/call.fcgi >answer & "
		 "until grep -q '^SigIgn.*[13579bdf]$' /proc/$!/status; "
		 "do sleep 0.01; done; "
		 "%s reload call --programs programs; "
		 "kill -HUP $!; wait $!; cat answer",
		 source_path("tools/echoappctl"));
	run_shell(command, said, sizeof said);
	ck_assert_msg(strstr(said, "no process runs call.fcgi") != NULL, "%s",
		      said);
	ck_assert_msg(strstr(said, "Status: 200 OK") != NULL, "%s", said);
}

TEST(reload_names_what_it_does_not_find)
{
	struct outcome r;

	web_start_with("");
	r = ctl_run("reload", "cal", "--programs", "programs", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "unknown hook \"cal\""));
	r = ctl_run("reload", "--programs", "nowhere", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_int_eq(mkdir("empty", 0700), 0);
	r = ctl_run("reload", "call", "--programs", "empty", NULL);
	ck_assert_int_eq(r.code, 1);
	ck_assert_ptr_nonnull(strstr(r.out, "no process runs call.fcgi of "));
}

TEST(the_line_of_a_script_begins_after_a_torn_line)
{
	char *path;
	FILE *f;

	install(source_path("examples/call.pl"), "call.fcgi");
	web_start_with("");
	ck_assert_int_eq(web_post("/EchoApp/hangup", "{}").status, 200);
	path = journal_path(web_state_dir());
	f = fopen(path, "a");
	ck_assert_ptr_nonnull(f);
	fputs("{\"torn\":", f);
	fclose(f);
	ck_assert_int_eq(web_post("/EchoApp/call", CALL).status, 403);
	ck_assert_int_eq(web_post("/EchoApp/hangup", "{}").status, 200);
	ck_assert_ptr_nonnull(strstr(web_journal(), "\n{\"torn\":\n{\"time\""));
	ck_assert_uint_eq(count_lines(web_journal()), 4);
}
