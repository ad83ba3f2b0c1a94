/* gateway - how a program gets requests from a web server: FastCGI or CGI. */

#include "gateway.h"

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/log.h"
#include "base/write_all.h"
#include "index/background_fold.h"
#include "index/fold_child.h"
#include "reexec.h"
#include "request/serve.h"
#include "response_head.h"

/* The current request may take this long after SIGTERM; seconds. */
#define STOP_GRACE_SECONDS 2
/* How often gateway.idle() runs; milliseconds. */
#define IDLE_INTERVAL_MS 1000

/* How many connections web servers may keep open to one process. */
#define KEPT_MAX 32

/* Bytes of body read at a time. */
#define READ_SIZE ((size_t)64 * 1024)

/* What FastCGI and CGI differ in. */
struct cgi_request {
	FCGX_Request *io; /* NULL under CGI */
	bool failed;	  /* the response could not be written */
};

const char *
gateway_variable(const struct cgi_request *r, const char *name)
{
	return r->io ? FCGX_GetParam(name, r->io->envp) : getenv(name);
}

bool
gateway_is_cgi(const struct cgi_request *r)
{
	return !r->io;
}

static size_t
read_some(const struct cgi_request *r, char *into, size_t len)
{
	ssize_t n;

	if (r->io)
		n = FCGX_GetStr(into, (int)len, r->io->in);
	else
		do
			n = read(STDIN_FILENO, into, len);
		while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
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

void
gateway_read_body(const struct cgi_request *r, struct buffer *body, size_t max)
{
	size_t left = r->io ? SIZE_MAX : gateway_content_length(r), n;

	while (left > 0) {
		char *into = buffer_reserve(body, READ_SIZE);

		n = read_some(r, into, left < READ_SIZE ? left : READ_SIZE);
		if (n == 0)
			break;
		left -= n;
		body->len += n;
		if (body->len > max)
			body->len = max + 1;
	}
}

void
gateway_write(struct cgi_request *r, const void *bytes, size_t len)
{
	const char *at = bytes;

	if (!r->io) {
		r->failed = r->failed || write_all(STDOUT_FILENO, at, len);
		return;
	}
	for (; len > INT_MAX; at += INT_MAX, len -= INT_MAX)
		FCGX_PutStr(at, INT_MAX, r->io->out);
	FCGX_PutStr(at, (int)len, r->io->out);
}

static void
log_to_fcgi(void *arg, const char *line)
{
	FCGX_Request *io = arg;

	FCGX_PutS(line, io->err);
	FCGX_PutS("\n", io->err);
}

/* SIGTERM writes to a pipe, so that poll() cannot miss it. */
static int stop_pipe[2];

static void
request_stop(int signal)
{
	int error = errno;

	(void)signal;
	alarm(STOP_GRACE_SECONDS);
	(void)!write(stop_pipe[1], "", 1);
	errno = error;
}

static void
set_stop_handler(void (*handler)(int))
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };
	struct sigaction sa = { .sa_handler = handler, .sa_flags = SA_RESTART };
	size_t i;

	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &sa, NULL);
}

/*
 * Runs before FCGX_Init(): the FastCGI library installs handlers of its own
 * for signals that have none.
 */
static void
stop_on_signals(void)
{
	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK))
		die(EXIT_TEMPORARY, "cannot make a pipe for signals:");
	set_stop_handler(request_stop);
}

/* Runs between requests only: the new program could not finish one. */
static void
reexec_with_kept(const struct gateway *g, const FCGX_Request *all)
{
	int kept[KEPT_MAX];
	size_t count = 0, i;

	for (i = 0; i < KEPT_MAX; i++)
		if (all[i].ipcFd >= 0)
			kept[count++] = all[i].ipcFd;
	if (g->before_reexec)
		g->before_reexec(g->arg);
	reexec(kept, count);
}

/* Takes over the connections of the program that re-executed this one. */
static void
adopt_inherited(FCGX_Request *all)
{
	int kept[KEPT_MAX];
	size_t count = reexec_inherited(kept, KEPT_MAX), i;

	for (i = 0; i < count; i++) {
		all[i].ipcFd = kept[i];
		all[i].keepConnection = 1;
	}
}

/* The order of descriptors in poll(); kept connections follow. */
enum { FD_STOP, FD_REEXEC, FD_LISTEN, FD_FIRST_KEPT };

static int
poll_timeout(const struct gateway *g)
{
	return g->wants_idle && g->wants_idle(g->arg) ? IDLE_INTERVAL_MS : -1;
}

/*
 * Waits for a new connection and for data on the kept ones, since the web
 * server may send the next request on any of them.  Returns the connection that
 * is ready, or NULL after a stop signal.
 */
static FCGX_Request *
wait_for_request(FCGX_Request *io, const struct gateway *g)
{
	static unsigned turn;
	struct pollfd on[FD_FIRST_KEPT + KEPT_MAX] = {
		[FD_STOP] = { .fd = stop_pipe[0], .events = POLLIN },
		[FD_REEXEC] = { .fd = reexec_fd(), .events = POLLIN },
		[FD_LISTEN] = { .fd = STDIN_FILENO, .events = POLLIN },
	};
	FCGX_Request *of[FD_FIRST_KEPT + KEPT_MAX] = { [FD_LISTEN] = io };
	unsigned count = FD_FIRST_KEPT, i;
	int n;

	for (i = 0; i < KEPT_MAX; i++) {
		if (io[i].ipcFd < 0) {
			of[FD_LISTEN] = io + i;
			continue;
		}
		on[count] = (struct pollfd){ io[i].ipcFd, POLLIN, 0 };
		of[count++] = io + i;
	}
	do {
		n = poll(on, count, poll_timeout(g));
		if (n == 0) {
			g->idle(g->arg);
			if (!g->confine(g->arg, true))
				return NULL;
		}
		if (n > 0 && on[FD_REEXEC].revents && !on[FD_STOP].revents) {
			reexec_with_kept(g, io);
			n = 0;
		}
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n < 0 || on[FD_STOP].revents)
		return NULL;
	/* Round robin, because a busy connection must not starve the others. */
	do
		i = FD_LISTEN + turn++ % (count - FD_LISTEN);
	while (!on[i].revents);
	/* All slots are kept connections: close one for the new connection. */
	if (i == FD_LISTEN && of[FD_LISTEN]->ipcFd >= 0)
		FCGX_Free(of[FD_LISTEN], 1);
	return of[i];
}

/*
 * Reads the request to its end, because close() with unread data resets the
 * connection, and Apache then drops the response.  FCGX_Detach() avoids the
 * library's wait for the web server to close first, during which no other
 * request would be served.
 */
static void
finish(FCGX_Request *io)
{
	char rest[4096];

	while (FCGX_GetStr(rest, sizeof rest, io->in) > 0)
		;
	FCGX_Detach(io);
	FCGX_Finish_r(io);
}

static int
serve_fcgi(const struct gateway *g)
{
	static FCGX_Request all[KEPT_MAX];
	struct cgi_request request = { 0 };
	FCGX_Request *io;
	int i;

	/* Background folds are not waited for. */
	signal(SIGCHLD, SIG_IGN);
	reexec_listen();
	for (i = 0; i < KEPT_MAX; i++)
		if (FCGX_InitRequest(all + i, STDIN_FILENO,
				     FCGI_FAIL_ACCEPT_ON_INTR))
			die(EXIT_TEMPORARY, "libfcgi cannot be initialised");
	adopt_inherited(all);
	/* Another process of the socket may accept first: do not block then. */
	fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
	while ((io = wait_for_request(all, g)) && g->confine(g->arg, false)) {
		int n = FCGX_Accept_r(io);

		if (n == -EAGAIN || n == -EINTR)
			continue;
		if (n < 0) {
			errno = -n;
			die(EXIT_TEMPORARY, "cannot accept a connection:");
		}
		request.io = io;
		log_set_sink(log_to_fcgi, io);
		g->serve(g->arg, &request);
		log_set_sink(NULL, NULL);
		finish(io);
		if (g->after_response)
			g->after_response(g->arg);
	}
	for (i = 0; i < KEPT_MAX; i++)
		FCGX_Free(all + i, 1);
	return 0;
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
	struct cgi_request request = { 0 };

	g->confine(g->arg, false);
	g->serve(g->arg, &request);
	/* Reports what was refused. */
	g->confine(g->arg, true);
	if (request.failed)
		log_warn("the response could not be written:");
	end_response();
	if (g->after_response)
		g->after_response(g->arg);
	return request.failed ? EXIT_TEMPORARY : 0;
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
	stop_on_signals();
	if (FCGX_Init())
		die(EXIT_TEMPORARY, "libfcgi cannot be initialised");
}

int
gateway_run(const struct gateway *g, const char *program)
{
	if (!FCGX_IsCGI())
		return serve_fcgi(g);
	set_stop_handler(SIG_DFL);
	if (!getenv("REQUEST_METHOD"))
		return g->describe(g->arg, program);
	background_fold_set_program("/proc/self/exe", true);
	return serve_cgi(g);
}
