/* gateway - how a program gets requests from a web server: FastCGI or CGI. */

#include "gateway.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "base/write_all.h"
#include "cgi_request.h"
#include "index/background_fold.h"
#include "index/fold_child.h"
#include "reexec.h"
#include "supervisor.h"

/* Bytes of body read at a time. */
#define READ_SIZE ((size_t)64 * 1024)

const char *
gateway_variable(const struct cgi_request *r, const char *name)
{
	return r->is_cgi ? getenv(name)
			 : cgi_variables_get(&r->variables, name);
}

bool
gateway_is_cgi(const struct cgi_request *r)
{
	return r->is_cgi;
}

size_t
gateway_content_length(const struct cgi_request *r)
{
	const char *text = gateway_variable(r, "CONTENT_LENGTH");
	unsigned long long n;
	char *end;

	if (!text || text[0] < '0' || text[0] > '9')
		return SIZE_MAX;
	errno = 0;
	n = strtoull(text, &end, 10);
	return errno || *end ? SIZE_MAX : n;
}

/* Reads from standard input; 0: there is no more. */
static size_t
read_some(char *into, size_t len)
{
	ssize_t n;

	do
		n = read(STDIN_FILENO, into, len);
	while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

static void
read_input(struct cgi_request *r, size_t max)
{
	size_t left = gateway_content_length(r), n;
	struct buffer *body = &r->input;

	while (left > 0) {
		char *into = buffer_reserve(body, READ_SIZE);

		n = read_some(into, left < READ_SIZE ? left : READ_SIZE);
		if (n == 0)
			break;
		left -= n;
		body->len += n;
		if (body->len > max)
			body->len = max + 1;
	}
}

const char *
gateway_body(struct cgi_request *r, size_t max, size_t *len)
{
	if (r->is_cgi) {
		read_input(r, max);
		*len = r->input.len;
		return r->input.at ? r->input.at : "";
	}
	*len = r->body_len;
	return r->body;
}

void
gateway_write(struct cgi_request *r, const void *bytes, size_t len)
{
	if (r->is_cgi)
		r->failed = r->failed || write_all(STDOUT_FILENO, bytes, len);
	else
		fastcgi_response_add(&r->response, bytes, len);
}

void
gateway_flush(struct cgi_request *r)
{
	if (!r->is_cgi)
		fastcgi_response_flush(&r->response, r->response_ms);
}

bool
gateway_keep_open(struct cgi_request *r)
{
	r->stays_open = r->may_stay_open;
	return r->stays_open;
}

/* Closes standard output, so that the web server need not wait any longer. */
static void
end_response(void)
{
	int null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null_fd >= 0)
		dup2(null_fd, STDOUT_FILENO);
	if (null_fd > STDERR_FILENO)
		close(null_fd);
}

static int
serve_cgi(const struct gateway *g)
{
	struct cgi_request request = { .is_cgi = true };

	/* Who replaces the program means processes that stay. */
	signal(SIGHUP, SIG_IGN);
	background_fold_set_program("/proc/self/exe", true);
	sandbox_allow_children();
	g->confine(g->arg, false);
	g->serve(g->arg, &request);
	/* Reports what was refused. */
	g->confine(g->arg, true);
	if (request.failed)
		log_warn("the response could not be written:");
	end_response();
	if (g->after_response)
		g->after_response(g->arg);
	buffer_free(&request.input);
	return request.failed ? EXIT_TEMPORARY : 0;
}

/* FastCGI 1.0, 2.2: standard input is a socket that listens. */
static bool
is_fastcgi(void)
{
	int listens = 0;
	socklen_t len = sizeof listens;

	return getsockopt(STDIN_FILENO, SOL_SOCKET, SO_ACCEPTCONN, &listens,
			  &len) == 0 &&
	       listens;
}

void
gateway_init(int argc, char **argv)
{
	const char *program = argc > 0 ? argv[0] : "echoapp";
	const char *slash = strrchr(program, '/');

	umask(077);
	signal(SIGPIPE, SIG_IGN);
	log_open(slash ? slash + 1 : program);
	reexec_save_argv(argv);
	if (fold_child_is(argc, argv))
		exit(fold_child_main(argv));
	background_fold_set_program("/proc/self/exe", false);
}

int
gateway_run(const struct gateway *g, const char *program)
{
	int code;

	if (is_fastcgi()) {
		code = supervisor_run(g);
	} else {
		g->open(g->arg);
		code = getenv("REQUEST_METHOD") ? serve_cgi(g)
						: g->describe(g->arg, program);
	}
	g->close(g->arg);
	return code;
}
