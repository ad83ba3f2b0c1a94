/* web_server - runs a real web server with all hook programs, and a client. */

#include "web_server.h"

#include <arpa/inet.h>
#include <check.h>
#include <curl/curl.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "http_client.h"

static char dir[PATH_MAX];
static char state_dir[PATH_MAX];
static char conf[PATH_MAX];
static char programs[PATH_MAX];
static char log_path[PATH_MAX];
static int port;
static pid_t server;

static struct sockaddr_in
address(int at)
{
	struct sockaddr_in in = {
		.sin_family = AF_INET,
		.sin_port = htons((uint16_t)at),
		.sin_addr = { htonl(INADDR_LOOPBACK) },
	};

	return in;
}

/*
 * Each process searches a range of its own below the ports of clients, because
 * the system may give the same free port to two processes.
 */
int
web_free_port(void)
{
	const int first = 10000, count = 20000;
	static int looked;
	int tries;

	for (tries = 0; tries < 1000; tries++) {
		int at = first + (getpid() * 37 + looked++) % count;
		struct sockaddr_in in = address(at);
		int fd = socket(AF_INET, SOCK_STREAM, 0);
		bool is_free =
		    fd >= 0 && bind(fd, (struct sockaddr *)&in, sizeof in) == 0;

		close(fd);
		if (is_free)
			return at;
	}
	ck_abort_msg("no free port");
}

/* Runs a server that ends with this process; its output goes to server.log. */
static void
exec_server(void)
{
	const char *other = getenv("TEST_SERVER");
	const char *script =
	    source_path(other ? "tests/servers/run.sh" : "scripts/serve.sh");
	int out = open(log_path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	char text[16];

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	snprintf(text, sizeof text, "%d", port);
	setenv("PORT", text, 1);
	setenv("STATE_DIR", state_dir, 1);
	setenv("ECHOAPP_CONF", conf, 1);
	/* Tests write to the state, too; tests/fcgi/test_run_as.c: others. */
	if (geteuid() == 0)
		setenv("RUN_AS", "root", 1);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	close(out);
	/*
	 * Check kills the process group of a failed test, but the server must
	 * stop its programs itself.
	 */
	if (other)
		setsid();
	if (other)
		execl(script, script, other, programs, (char *)NULL);
	else
		execl(script, script, programs, (char *)NULL);
	_exit(127);
}

/* Waits until the server has printed its URL. */
static int
wait_until_ready(void)
{
	int status;

	while (access(log_path, R_OK) ||
	       !strstr(web_log(), "EchoApp answers at http://")) {
		if (waitpid(server, &status, WNOHANG) != 0) {
			fprintf(stderr, "the server said: %s\n", web_log());
			return -1;
		}
		usleep(20000);
	}
	return 0;
}

void
web_start_with(const char *settings)
{
	static const char get[] = "GET / HTTP/1.0\r\n\r\n";

	snprintf(programs, sizeof programs, "%s",
		 path_from("TEST_PROGRAMS", "fcgi"));
	snprintf(dir, sizeof dir, "/tmp/echoapp-web.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(state_dir, sizeof state_dir, "%.4000s/state", dir);
	snprintf(conf, sizeof conf, "%.4000s/echoapp.conf", dir);
	snprintf(log_path, sizeof log_path, "%.4000s/server.log", dir);
	write_file(conf, settings);
	port = web_free_port();
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0)
		exec_server();
	ck_assert_int_eq(wait_until_ready(), 0);
	/* lighttpd accepts connections before all its programs run. */
	web_raw(get, sizeof get - 1, NULL);
}

void
web_copy_programs(void)
{
	char command[PATH_MAX + 64];

	snprintf(command, sizeof command,
		 "mkdir programs && cp -p %s/*.fcgi programs/ 2>&1",
		 path_from("TEST_PROGRAMS", "fcgi"));
	output_of(command);
	setenv("TEST_PROGRAMS", path_here("programs"), 1);
}

/* A script in the program's place keeps the processes running. */
void
web_multiply_program(const char *name, unsigned processes)
{
	char script[PATH_MAX * 2], copy[NAME_MAX + 16], real[NAME_MAX + 16];

	web_copy_programs();
	snprintf(copy, sizeof copy, "programs/%s.fcgi", name);
	snprintf(real, sizeof real, "real/%s.fcgi", name);
	ck_assert_int_eq(mkdir("real", 0755), 0);
	ck_assert_int_eq(rename(copy, real), 0);
	snprintf(script, sizeof script,
		 "#!/bin/sh\n"
		 "exec 3<&0\n"
		 "for n in $(seq %u); do\n"
		 "while :; do\n"
		 "setpriv --pdeathsig KILL %s <&3 3<&-\n"
		 "done &\n"
		 "done\n"
		 "wait\n",
		 processes, path_here(real));
	write_file(copy, script);
	ck_assert_int_eq(chmod(copy, 0755), 0);
}

void
web_start(void)
{
	curl_global_init(CURL_GLOBAL_ALL);
	web_start_with("");
}

void
web_stop(void)
{
	int status;

	if (server <= 0)
		return;
	kill(server, SIGTERM);
	waitpid(server, &status, 0);
	server = 0;
	remove_tree(dir);
}

void
web_configure(const char *settings)
{
	char new[PATH_MAX + 8];

	snprintf(new, sizeof new, "%s.new", conf);
	write_file(new, settings);
	ck_assert_int_eq(rename(new, conf), 0);
}

int
web_port(void)
{
	return port;
}

pid_t
web_pid(void)
{
	return server;
}

const char *
web_state_dir(void)
{
	return state_dir;
}

const char *
web_programs(void)
{
	return programs;
}

const char *
web_dir(void)
{
	return dir;
}

char *
web_journal(void)
{
	char *path = journal_path(state_dir);

	return path ? harness_read_file(path, NULL) : strdup("");
}

char *
web_log(void)
{
	return harness_read_file(log_path, NULL);
}

const char *
web_log_end(void)
{
	/* Check ends the whole suite when a message is longer than 4 KiB. */
	const size_t max = 2000;
	const char *log = web_log();
	size_t len = strlen(log);

	return log + (len > max ? len - max : 0);
}

bool
web_is_whole(const char *line, size_t len)
{
	/* A body may be 64 deep; json-c takes 32 by itself. */
	json_tokener *tok = json_tokener_new_ex(80);
	struct json_object *o;
	bool whole;

	json_tokener_set_flags(tok, JSON_TOKENER_STRICT |
					JSON_TOKENER_VALIDATE_UTF8);
	o = json_tokener_parse_ex(tok, line, (int)len);
	whole = json_tokener_get_error(tok) == json_tokener_success &&
		json_tokener_get_parse_end(tok) == len &&
		json_object_is_type(o, json_type_object);
	json_object_put(o);
	json_tokener_free(tok);
	return whole;
}

size_t
web_lines(size_t *torn)
{
	const char *line = web_journal();
	size_t n = 0, len, i;

	for (*torn = 0; *line; line += len + (line[len] == '\n')) {
		len = strcspn(line, "\n");
		for (i = 0; i < len; i++)
			if ((unsigned char)line[i] < ' ')
				ck_abort_msg("control characters: %.*s",
					     (int)len, line);
		if (line[len] == '\n' && web_is_whole(line, len))
			n++;
		else
			++*torn;
	}
	return n;
}

size_t
web_whole_lines(void)
{
	size_t torn, n = web_lines(&torn);

	ck_assert_msg(torn == 0, "%zu torn lines: %s", torn, web_journal());
	return n;
}
