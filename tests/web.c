/* web - a real lighttpd with all our programs, and a client, for a test. */

#include "web.h"

#include <arpa/inet.h>
#include <check.h>
#include <curl/curl.h>
#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static char dir[PATH_MAX];
static char state_dir[PATH_MAX];
static char conf[PATH_MAX];
static char programs[PATH_MAX];
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

static int
free_port(void)
{
	struct sockaddr_in in = address(0);
	socklen_t len = sizeof in;
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&in, sizeof in) ||
	    getsockname(fd, (struct sockaddr *)&in, &len))
		ck_abort_msg("no free port");
	close(fd);
	return ntohs(in.sin_port);
}

/* Runs tools/serve.sh; its standard output goes to `out`. */
static void
exec_server(int out)
{
	char text[16];
	const char *script = source_path("tools/serve.sh");

	snprintf(text, sizeof text, "%d", port);
	setenv("PORT", text, 1);
	setenv("STATE_DIR", state_dir, 1);
	setenv("ECHOAPP_CONF", conf, 1);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
	execl(script, script, programs, (char *)NULL);
	_exit(127);
}

/* Waits for the line with the URL; what else was said goes to server.log. */
static int
wait_until_ready(int from)
{
	char text[8192];
	size_t n = 0;
	ssize_t got;

	while (n < sizeof text - 1 &&
	       (got = read(from, text + n, sizeof text - 1 - n)) > 0) {
		n += (size_t)got;
		text[n] = '\0';
		if (strstr(text, "EchoApp answers at http://"))
			return 0;
	}
	text[n] = '\0';
	fprintf(stderr, "the server said: %s\n", text);
	return -1;
}

void
web_start_with(const char *settings)
{
	const char *given = getenv("TEST_PROGRAMS");
	int out[2];

	snprintf(programs, sizeof programs, "%s",
		 given && given[0] == '/'
		     ? given
		     : source_path(given ? given : "fcgi"));
	snprintf(dir, sizeof dir, "/tmp/echoapp-web.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(state_dir, sizeof state_dir, "%.4000s/state", dir);
	snprintf(conf, sizeof conf, "%.4000s/echoapp.conf", dir);
	write_file(conf, settings);
	port = free_port();
	ck_assert_int_eq(pipe(out), 0);
	server = fork();
	ck_assert_int_ge(server, 0);
	if (server == 0) {
		close(out[0]);
		exec_server(out[1]);
	}
	close(out[1]);
	ck_assert_int_eq(wait_until_ready(out[0]), 0);
	/* Left open: the server may go on talking. */
}

void
web_start(void)
{
	curl_global_init(CURL_GLOBAL_ALL);
	web_start_with("");
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
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
	nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
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

	return path ? read_file(path, NULL) : strdup("");
}

struct client {
	CURL *curl;
};

struct client *
client_new(void)
{
	struct client *c = calloc(1, sizeof *c);

	ck_assert_ptr_nonnull(c);
	c->curl = curl_easy_init();
	ck_assert_ptr_nonnull(c->curl);
	return c;
}

void
client_free(struct client *c)
{
	curl_easy_cleanup(c->curl);
	free(c);
}

struct pile {
	char *at;
	size_t len;
};

static size_t
keep(char *bytes, size_t size, size_t n, void *arg)
{
	struct pile *p = arg;

	p->at = realloc(p->at, p->len + size * n + 1);
	if (!p->at)
		return 0;
	memcpy(p->at + p->len, bytes, size * n);
	p->len += size * n;
	p->at[p->len] = '\0';
	return size * n;
}

struct got
client_send(struct client *c, const char *verb, const char *path,
	    const char *const *headers, const char *body, size_t len)
{
	struct got g = { 0 };
	struct pile text = { strdup(""), 0 }, head = { strdup(""), 0 };
	struct curl_slist *lines = NULL;
	char url[8192], *type = NULL;
	CURLcode code;

	snprintf(url, sizeof url, "http://127.0.0.1:%d%s", port, path);
	for (; headers && *headers; headers++)
		lines = curl_slist_append(lines, *headers);
	curl_easy_reset(c->curl);
	curl_easy_setopt(c->curl, CURLOPT_URL, url);
	curl_easy_setopt(c->curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(c->curl, CURLOPT_PROXY, "");
	curl_easy_setopt(c->curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(c->curl, CURLOPT_CUSTOMREQUEST, verb);
	if (body) {
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDSIZE_LARGE,
				 (curl_off_t)len);
		curl_easy_setopt(c->curl, CURLOPT_POSTFIELDS, body);
	}
	if (strcmp(verb, "HEAD") == 0)
		curl_easy_setopt(c->curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, lines);
	curl_easy_setopt(c->curl, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(c->curl, CURLOPT_WRITEDATA, &text);
	curl_easy_setopt(c->curl, CURLOPT_HEADERFUNCTION, keep);
	curl_easy_setopt(c->curl, CURLOPT_HEADERDATA, &head);
	code = curl_easy_perform(c->curl);
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &g.status);
	curl_easy_getinfo(c->curl, CURLINFO_CONTENT_TYPE, &type);
	curl_easy_getinfo(c->curl, CURLINFO_NUM_CONNECTS, &g.connects);
	curl_easy_getinfo(c->curl, CURLINFO_LOCAL_PORT, &g.local_port);
	curl_slist_free_all(lines);
	if (code != CURLE_OK) {
		g.status = 0;
		g.error = curl_easy_strerror(code);
	}
	g.body = text.at;
	g.len = text.len;
	g.head = head.at;
	g.type = strdup(type ? type : "");
	return g;
}

struct got
client_post(struct client *c, const char *path, const char *body, size_t len)
{
	static const char *const headers[] = {
		"Accept: application/json, application/*+json",
		"Content-Type: application/json;charset=UTF-8",
		"User-Agent: Java/1.8.0_111",
		"Expect:",
		NULL,
	};

	return client_send(c, "POST", path, headers, body, len);
}

struct got
web_post(const char *path, const char *body)
{
	struct client *c = client_new();
	struct got g = client_post(c, path, body, strlen(body));

	client_free(c);
	return g;
}

char *
web_raw(const char *bytes, size_t len, size_t *got)
{
	struct sockaddr_in in = address(port);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	struct pollfd on = { .fd = fd, .events = POLLIN };
	struct pile text = { strdup(""), 0 };
	char piece[4096];
	ssize_t n;

	ck_assert_int_eq(connect(fd, (struct sockaddr *)&in, sizeof in), 0);
	while (len > 0) {
		n = send(fd, bytes, len, MSG_NOSIGNAL);
		if (n <= 0)
			break;
		bytes += n;
		len -= (size_t)n;
	}
	while (poll(&on, 1, 1000) > 0 &&
	       (n = read(fd, piece, sizeof piece)) > 0)
		keep(piece, 1, (size_t)n, &text);
	close(fd);
	if (got)
		*got = text.len;
	return text.at;
}
