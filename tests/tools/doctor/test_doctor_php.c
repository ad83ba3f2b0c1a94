/*
 * echoappctl doctor on a PHP script behind lighttpd, like those in WCS's
 * examples.
 */

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/doctor_runner.h"
#include "support/harness.h"
#include "support/web_server.h"

static pid_t server;

/* The script answers every URL below /EchoApp. */
static const char *
serve(const char *script)
{
	static char url[64];
	char conf[2048], dir[512], ready[128];
	const int port = web_free_port();

	ck_assert_ptr_nonnull(getcwd(dir, sizeof dir));
	write_file("hook.php", script);
	snprintf(conf, sizeof conf,
		 "server.modules = (\"mod_rewrite\", \"mod_cgi\")\n"
		 "server.bind = \"127.0.0.1\"\n"
		 "server.port = %d\n"
		 "server.document-root = \"%s\"\n"
		 "server.upload-dirs = ( \"%s\" )\n"
		 "server.errorlog = \"%s/log\"\n"
		 "server.max-keep-alive-requests = 10000\n"
		 "url.rewrite-once = ( \"^/EchoApp/\" => \"/hook.php\" )\n"
		 "cgi.assign = ( \".php\" => \"/usr/bin/php-cgi\" )\n",
		 port, dir, dir, dir);
	write_file("lighttpd.conf", conf);
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0) {
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		execl("/usr/sbin/lighttpd", "lighttpd", "-D", "-f",
		      "lighttpd.conf", (char *)NULL);
		_exit(127);
	}
	snprintf(ready, sizeof ready,
		 "timeout 20 bash -c 'until (: </dev/tcp/127.0.0.1/%d) "
		 "2>/dev/null; do sleep .05; done'",
		 port);
	output_of(ready);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp", port);
	return url;
}

static struct outcome
doctor_on_script(const char *script)
{
	struct outcome r = doctor_run(serve(script), NULL);
	int status;

	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	return r;
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST(a_script_that_returns_the_bytes_is_ok)
{
	struct outcome r =
	    doctor_on_script("<?php\n"
			     "header('Content-Type: application/json;"
			     "charset=UTF-8');\n"
			     "readfile('php://input');\n");

	ck_assert_str_eq(doctor_run_troubles_but_slow(r), "");
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "hooks"), "all answered with 200"));
}

TEST(a_script_without_a_content_type_sends_html)
{
	struct outcome r = doctor_on_script("<?php readfile('php://input');\n");

	ck_assert_str_eq(doctor_run_troubles(r), "media type:FAIL");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "media type"),
				     "Content-Type: text/html"));
}

TEST(a_script_that_rewrites_json_is_found)
{
	static const char head[] = "<?php\n"
				   "header('Content-Type: application/json');\n"
				   "$in = file_get_contents('php://input');\n";
	char script[512];
	struct outcome r;

	/* Empty objects become lists. */
	snprintf(script, sizeof script,
		 "%secho json_encode(json_decode($in, true));\n", head);
	r = doctor_on_script(script);
	ck_assert_str_eq(doctor_run_troubles(r), "mirror:FAIL numbers:WARN");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "mirror"),
				     "FAIL custom.empty has another type: {} "
				     "became []"));
	ck_assert_ptr_null(
	    strstr(doctor_run_findings(r, "mirror"), "custom.price"));
	/* These stay objects; no WCS sends numbers that large. */
	snprintf(script, sizeof script,
		 "%secho json_encode(json_decode($in));\n", head);
	r = doctor_on_script(script);
	ck_assert_str_eq(doctor_run_troubles(r), "numbers:WARN");
}

TEST(a_script_that_answers_only_some_hooks_is_found)
{
	struct outcome r = doctor_on_script(
	    "<?php\n"
	    "$hook = basename($_SERVER['REQUEST_URI']);\n"
	    "if (!in_array($hook, ['connect', 'call', 'CallStatusEvent'])) {\n"
	    "	http_response_code(404);\n"
	    "	exit('<h1>404</h1>');\n"
	    "}\n"
	    "header('Content-Type: application/json');\n"
	    "readfile('php://input');\n");
	const char *found = doctor_run_findings(r, "hooks");

	ck_assert_ptr_nonnull(strstr(doctor_run_troubles(r), "hooks:FAIL"));
	ck_assert_ptr_nonnull(strstr(found, ",callStatusEvent,"));
	ck_assert_ptr_nonnull(strstr(found, "FAIL status 404"));
}
