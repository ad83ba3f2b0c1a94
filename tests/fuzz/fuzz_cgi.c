/*
 * fuzz_cgi - any CGI environment of a program for hooks, for libFuzzer.
 *
 * The first byte of an input chooses the configuration.  After that come lines
 * NAME=VALUE, an empty line, and the body.  The program for all hooks runs as a
 * web server starts it.  It is an error if what it prints is no response, or if
 * it leaves a line in the journal that cannot be read.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_scan.h"
#include "fuzz/support/fuzz.h"
#include "journal/journal_line.h"
#include "support/harness.h"

/* main() of fcgi/main.c; the Makefile renames it. */
int cgi_main(int argc, char **argv);

static const char *const confs[] = {
	"rules = rules.conf\n",
	"strict = yes\ntrusted = 192.0.2.0/24, ::1\nhook_hosts = a.example\n",
	"auth = hmac\nsecret_file = secrets\nallowed_origins = https://a.b\n",
	"auth = basic\npasswd_file = users\nbody_max = 1k\n",
};

static const char rules[] =
    "set call callee \"+49$1\" custom.list \"$0\" if callee ~ \"^0([1-9].*)\"\n"
    "limit call 2 active by caller reason \"busy\"\n"
    "limit call 10 per minute by custom.token\n"
    "limit publishStream 1 active by name\n"
    "deny call if caller is 1 and not callee exists reason \"no\"\n"
    "hide connect sipPassword\nskip call custom\nmute sendDtmf\n"
    "set connect sipLogin \"10001\" sipPassword \"x\"\n";

/* No environment of a server has these, and libc would obey some. */
static bool
is_allowed(const char *variable)
{
	static const char *const names[] = {
		"REQUEST_METHOD=", "CONTENT_TYPE=", "CONTENT_LENGTH=",
		"REMOTE_ADDR=",	   "REQUEST_URI=",  "PATH_INFO=",
		"SCRIPT_NAME=",	   "REDIRECT_",	    "HTTP_",
	};
	size_t i;

	for (i = 0; i < ROWS(names); i++)
		if (strncmp(variable, names[i], strlen(names[i])) == 0)
			return true;
	return false;
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char users[] = "jane:$1$abc$VlmW0zLnQpGHqE.1uIs0k.\n";
	char name[32];
	size_t i;

	(void)argc;
	(void)argv;
	fuzz_start();
	for (i = 0; i < ROWS(confs); i++) {
		snprintf(name, sizeof name, "%zu.conf", i);
		fuzz_write_file(name, confs[i], strlen(confs[i]));
	}
	fuzz_write_file("rules.conf", rules, sizeof rules - 1);
	fuzz_write_file("secrets", "secret\n", 7);
	fuzz_write_file("users", users, sizeof users - 1);
	return 0;
}

/* Sets the variables up to the empty line; *text becomes the body. */
static void
set_environment(unsigned conf, char **text)
{
	char path[32];
	char *line;

	clearenv();
	snprintf(path, sizeof path, "%u.conf", conf);
	setenv("ECHOAPP_CONF", path, 1);
	setenv("ECHOAPP_STATE_DIR", "state", 1);
	setenv("REQUEST_METHOD", "POST", 1);
	while ((line = strsep(text, "\n")) && line[0])
		if (is_allowed(line))
			putenv(line);
}

static void
run_program(const char *body, size_t len)
{
	static char name[] = "echoapp.fcgi";
	char *argv[] = { name, NULL };
	const int first = dup(STDERR_FILENO);
	int in;

	fuzz_write_file("body", body, len);
	in = open("body", O_RDONLY | O_CLOEXEC);
	MUST(in >= 0 && dup2(in, STDIN_FILENO) == STDIN_FILENO);
	fuzz_redirect_output("response");
	cgi_main(1, argv);
	/* A program of CGI ends with what it has open. */
	close_range((unsigned)first, ~0u, 0);
}

static void
check_response(void)
{
	static struct json_scan s;
	size_t len;
	char *text = harness_read_file("response", &len), *body;

	MUST(strncmp(text, "Status: ", 8) == 0);
	body = memmem(text, len, "\r\n\r\n", 4);
	MUST(body != NULL);
	MUST(json_scan(&s, body + 4, (size_t)(text + len - body - 4)) == 0);
	free(text);
}

static void
check_journal(void)
{
	static struct journal_line l;
	static struct buffer line;

	fuzz_take_journal(&line);
	MUST(line.len == 0 || journal_line_read(&l, line.at, line.len) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const unsigned conf = fuzz_byte(&in) % ROWS(confs);
	char *text = fuzz_string(&in), *rest = text;

	set_environment(conf, &rest);
	run_program(rest ? rest : "", rest ? strlen(rest) : 0);
	check_response();
	check_journal();
	clearenv();
	free(text);
	return 0;
}
