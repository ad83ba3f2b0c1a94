/*
 * Hook programs as CGI, from a shell and behind a web server, and the commands
 * of docs/troubleshooting.md as they are written there.
 */

#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "index/index.h"
#include "protocol/methods.h"
#include "support/harness.h"
#include "support/processes.h"
#include "support/web_server.h"

#define CALL                                                                   \
	"{ \"callId\":\"1\", \"caller\":\"10001\", \"callee\":\"10002\" }\n"

/*
 * Makes the current directory look like the tree to a shell: fcgi/, body.json
 * and the state of the test's server.
 */
static void
imitate_the_tree(void)
{
	char conf[PATH_MAX + 32];

	ck_assert_int_eq(symlink(web_programs(), "fcgi"), 0);
	write_file("body.json", CALL);
	snprintf(conf, sizeof conf, "%s/echoapp.conf", web_dir());
	setenv("ECHOAPP_CONF", conf, 1);
	setenv("ECHOAPP_STATE_DIR", web_state_dir(), 1);
	unsetenv("REQUEST_METHOD");
	unsetenv("CONTENT_LENGTH");
}

/* Compares the whole output of a program with this head and body. */
static void
check_answer(const char *said, const char *status, const char *body)
{
	char want[4096];

	snprintf(want, sizeof want,
		 "Status: %s\r\n"
		 "Content-Type: application/json\r\n"
		 "Content-Length: %zu\r\n\r\n%s",
		 status, strlen(body), body);
	ck_assert_str_eq(said, want);
}

/* Sends `body` to call.fcgi as CGI; `with` is more variables. */
static int
cgi(const char *with, const char *body, char *said, size_t size)
{
	char command[1024];

	write_file("body.json", body);
	snprintf(command, sizeof command,
		 "REQUEST_METHOD=POST CONTENT_TYPE=application/json %s "
		 "fcgi/call.fcgi < body.json 2>/dev/null",
		 with);
	return run_shell(command, said, size);
}

static char *
replaced(const char *text, const char *old, const char *new)
{
	const char *at = strstr(text, old);
	char *all;

	if (!at)
		return strdup(text);
	ck_assert_int_gt(asprintf(&all, "%.*s%s%s", (int)(at - text), text, new,
				  at + strlen(old)),
			 0);
	return all;
}

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
};

TEST(the_commands_to_run_a_hook_by_hand_answer)
{
	char *text =
	    harness_read_file(source_path("docs/troubleshooting.md"), NULL);
	char *sockets =
	    process_variable(process_of("call.fcgi"), "ECHOAPP_RUN");
	char said[4096], *end;
	int n = 0;

	imitate_the_tree();
	write_file("echoapp.conf", "");
	text = strstr(text, "\n### Once, as a CGI program\n");
	ck_assert_ptr_nonnull(text);
	end = strstr(text + 1, "\n## ");
	if (end)
		*end = '\0';
	while ((text = strstr(text, "\n```sh\n"))) {
		char *command = text + strlen("\n```sh\n");

		end = strstr(command, "\n```");
		ck_assert_ptr_nonnull(end);
		*end = '\0';
		text = end + 1;
		command = replaced(command, "/tmp/echoapp-9091", sockets);
		ck_assert_msg(run_shell(command, said, sizeof said) == 0,
			      "%s: %s", command, said);
		check_answer(said, "200 OK", CALL);
		n++;
	}
	ck_assert_int_eq(n, 2);
	ck_assert_uint_eq(web_whole_lines(), 2);
	ck_assert_uint_eq(count_of(web_journal(), "\"hook\":\"call\""), 2);
}

TEST(every_handler_answers_once_as_cgi)
{
	const struct named_method *m;
	size_t before = web_whole_lines(), count = 0;
	char command[PATH_MAX * 2], data[PATH_MAX], said[8192];

	imitate_the_tree();
	for (m = methods; m->program; m++, count++) {
		snprintf(data, sizeof data, "%s/tests/data/%s.json",
			 source_dir(), m->program);
		snprintf(command, sizeof command,
			 "REQUEST_METHOD=POST CONTENT_TYPE=application/json "
			 "fcgi/%s.fcgi < %s",
			 m->program, data);
		ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
		check_answer(said, "200 OK", harness_read_file(data, NULL));
	}
	ck_assert_uint_eq(web_whole_lines(), before + count);
}

TEST(a_body_without_a_length_ends_where_the_input_ends)
{
	char said[4096];

	imitate_the_tree();
	ck_assert_int_eq(
	    run_shell("(printf '{\"a\"'; sleep 0.3; printf ':1}') | "
		      "REQUEST_METHOD=POST fcgi/call.fcgi",
		      said, sizeof said),
	    0);
	check_answer(said, "200 OK", "{\"a\":1}");
	ck_assert_int_eq(cgi("CONTENT_LENGTH=", "{}", said, sizeof said), 0);
	check_answer(said, "200 OK", "{}");
}

TEST(only_content_length_bytes_are_read)
{
	char said[4096];

	imitate_the_tree();
	write_file("body.json", "{\"a\":1}the rest");
	ck_assert_int_eq(run_shell("(REQUEST_METHOD=POST CONTENT_LENGTH=7 "
				   "fcgi/call.fcgi >answer; cat) <body.json",
				   said, sizeof said),
			 0);
	ck_assert_str_eq(said, "the rest");
	check_answer(harness_read_file("answer", NULL), "200 OK", "{\"a\":1}");
}

TEST(a_body_shorter_than_its_length_is_refused)
{
	char said[4096];

	imitate_the_tree();
	ck_assert_int_eq(
	    cgi("CONTENT_LENGTH=8", "{\"a\":1}", said, sizeof said), 0);
	ck_assert_msg(strncmp(said, "Status: 400 Bad Request\r\n", 25) == 0,
		      "%s", said);
	ck_assert_ptr_nonnull(strstr(said, "Content-Length is 8"));
}

TEST(refusals_are_answered_as_cgi_too)
{
	char said[4096];

	imitate_the_tree();
	cgi("CONTENT_TYPE=text/plain", "{}", said, sizeof said);
	ck_assert_msg(
	    strncmp(said, "Status: 415 Unsupported Media Type\r\n", 36) == 0,
	    "%s", said);
	cgi("REQUEST_METHOD=GET", "{}", said, sizeof said);
	ck_assert_msg(
	    strncmp(said, "Status: 405 Method Not Allowed\r\nAllow: POST\r\n",
		    45) == 0,
	    "%s", said);
	cgi("", "{", said, sizeof said);
	ck_assert_msg(strncmp(said, "Status: 400 Bad Request\r\n", 25) == 0,
		      "%s", said);
}

/* How many bytes of the journal the index has read. */
static off_t
indexed(const char *state_dir)
{
	struct index *ix = index_open(state_dir, NULL);
	struct checkpoint *all = NULL;
	off_t offset = 0;

	if (ix && index_meta_checkpoints(ix, &all) > 0)
		offset = all[0].offset;
	free(all);
	if (ix)
		index_close(ix);
	return offset;
}

/* As CGI no other program folds, because each ends after one hook. */
TEST(a_program_run_as_cgi_updates_the_index)
{
	char said[4096];
	size_t len;
	int tries;

	imitate_the_tree();
	setenv("ECHOAPP_STATE_DIR", "once", 1);
	ck_assert_int_eq(cgi("", CALL, said, sizeof said), 0);
	check_answer(said, "200 OK", CALL);
	harness_read_file(journal_path("once"), &len);
	for (tries = 0; tries < 500; tries++) {
		if (indexed("once") == (off_t)len)
			return;
		usleep(20000);
	}
	ck_abort_msg("%jd of %zu", (intmax_t)indexed("once"), len);
}

/* The path of the configuration that the started program reports. */
static char *
conf_of(const char *command)
{
	static char said[4096];
	char *line, *end;

	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
	line = strstr(said, "\nconfiguration  ");
	ck_assert_msg(line != NULL, "%s", said);
	line += strlen("\nconfiguration  ");
	end = strchr(line, '\n');
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	return line;
}

TEST(a_program_uses_the_configuration_next_to_it)
{
	char here[PATH_MAX], want[PATH_MAX + 32];

	imitate_the_tree();
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_str_eq(conf_of("fcgi/call.fcgi </dev/null"),
			 getenv("ECHOAPP_CONF"));
	ck_assert_int_eq(run_shell("mkdir site && cp fcgi/call.fcgi site && "
				   "mkdir a && ln -s ../site/call.fcgi a/link",
				   want, sizeof want),
			 0);
	write_file("site/echoapp.conf", "state_dir = state\n");
	ck_assert_str_eq(conf_of("site/call.fcgi </dev/null"),
			 getenv("ECHOAPP_CONF"));
	unsetenv("ECHOAPP_CONF");
	snprintf(want, sizeof want, "%s/site/echoapp.conf", here);
	ck_assert_str_eq(conf_of("site/call.fcgi </dev/null"), want);
	ck_assert_str_eq(conf_of("cd site && ./call.fcgi </dev/null"), want);
	ck_assert_str_eq(conf_of("cd / && $OLDPWD/a/link </dev/null"), want);
	ck_assert_str_eq(
	    conf_of("cd a && PATH=$PWD:$PATH && cd / && link </dev/null"),
	    want);
	unlink("site/echoapp.conf");
	ck_assert_str_ne(conf_of("site/call.fcgi </dev/null || :"), want);
}

TEST(a_program_run_as_cgi_protects_its_state_from_apache)
{
	char said[4096];

	imitate_the_tree();
	setenv("ECHOAPP_STATE_DIR", "a/b", 1);
	ck_assert_int_eq(cgi("", CALL, said, sizeof said), 0);
	ck_assert_str_eq(harness_read_file("a/b/.htaccess", NULL),
			 "Require all denied\n");
	write_file("a/b/.htaccess", "# as its owner wants it\n");
	ck_assert_int_eq(cgi("", CALL, said, sizeof said), 0);
	ck_assert_str_eq(harness_read_file("a/b/.htaccess", NULL),
			 "# as its owner wants it\n");
	ck_assert_int_eq(
	    run_shell("ls -A a/b | grep htaccess", said, sizeof said), 0);
	ck_assert_str_eq(said, ".htaccess\n");
}

TEST(a_program_started_by_hand_describes_itself)
{
	char said[4096];

	imitate_the_tree();
	ck_assert_int_eq(
	    run_shell("fcgi/call.fcgi </dev/null", said, sizeof said), 0);
	ck_assert_ptr_nonnull(strstr(said, "the hook call"));
	ck_assert_ptr_nonnull(strstr(said, web_state_dir()));
	ck_assert_ptr_nonnull(strstr(said, getenv("ECHOAPP_CONF")));
	ck_assert_ptr_nonnull(strstr(said, "REQUEST_METHOD=POST"));
}

TEST(a_broken_configuration_is_reported_by_hand_and_as_cgi)
{
	char said[4096];

	imitate_the_tree();
	write_file("broken.conf", "\nstrict = perhaps\n");
	setenv("ECHOAPP_CONF", "broken.conf", 1);
	ck_assert_int_eq(
	    run_shell("fcgi/call.fcgi </dev/null 2>&1", said, sizeof said),
	    100);
	ck_assert_msg(strstr(said, "/broken.conf:2: strict = ") != NULL, "%s",
		      said);
	cgi("", "{}", said, sizeof said);
	ck_assert_msg(
	    strncmp(said, "Status: 503 Service Unavailable\r\n", 33) == 0, "%s",
	    said);
	ck_assert_msg(strstr(said, "/broken.conf:2: strict = ") != NULL, "%s",
		      said);
	ck_assert_msg(strstr(said, "yes or no") != NULL, "%s", said);
}

/* A lighttpd that runs the programs as plain CGI. */
static pid_t
start_cgi_server(int port)
{
	char text[PATH_MAX * 4];
	pid_t pid;

	snprintf(text, sizeof text,
		 "server.modules = ( \"mod_cgi\", \"mod_setenv\" )\n"
		 "server.bind = \"127.0.0.1\"\n"
		 "server.port = %d\n"
		 "server.errorlog = \"/dev/null\"\n"
		 "server.document-root = \"%s\"\n"
		 "cgi.assign = ( \".fcgi\" => \"\" )\n"
		 "setenv.add-environment = (\n"
		 "\t\"ECHOAPP_CONF\" => \"%s\",\n"
		 "\t\"ECHOAPP_STATE_DIR\" => \"%s\",\n)\n",
		 port, web_programs(), getenv("ECHOAPP_CONF"), web_state_dir());
	write_file("cgi.conf", text);
	pid = fork();
	if (pid == 0) {
		execlp("lighttpd", "lighttpd", "-D", "-f", "cgi.conf",
		       (char *)NULL);
		execl("/usr/sbin/lighttpd", "lighttpd", "-D", "-f", "cgi.conf",
		      (char *)NULL);
		_exit(127);
	}
	ck_assert_int_gt(pid, 0);
	return pid;
}

TEST(a_web_server_runs_a_program_as_plain_cgi)
{
	char command[512], said[8192];
	size_t before = web_whole_lines();
	int port = web_free_port();
	pid_t pid;

	imitate_the_tree();
	pid = start_cgi_server(port);
	snprintf(command, sizeof command,
		 "curl -s -i --noproxy '*' --retry 50 --retry-connrefused "
		 "--retry-delay 1 -H 'Content-Type: application/json' "
		 "--data-binary @body.json http://127.0.0.1:%d/call.fcgi",
		 port);
	ck_assert_int_eq(run_shell(command, said, sizeof said), 0);
	kill(pid, SIGTERM);
	waitpid(pid, NULL, 0);
	ck_assert_msg(strncmp(said, "HTTP/1.1 200 OK\r\n", 17) == 0, "%s",
		      said);
	ck_assert_ptr_nonnull(
	    strstr(said, "\r\nContent-Type: application/json\r\n"));
	ck_assert_ptr_nonnull(strstr(said, "\r\n\r\n" CALL));
	ck_assert_uint_eq(web_whole_lines(), before + 1);
}
