/* front - the web server's side of a program: FastCGI, or CGI once. */

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
#include "index/background_fold.h"
#include "reexec.h"
#include "request/serve.h"
#include "response_head.h"

/* A request in hand may take this long after SIGTERM; seconds. */
#define STOP_GRACE_SECONDS 2
/* How often an idle program looks at files that may have changed; ms. */
#define IDLE_INTERVAL_MS 1000

/* Connections that one web server, or several, may keep. */
#define KEPT_MAX 32

/* Bytes of body read at a time. */
#define READ_SIZE ((size_t)64 * 1024)

/* Where a request comes from: what FastCGI and CGI differ in. */
struct cgi_request {
	FCGX_Request *io; /* NULL under CGI */
	bool failed;	  /* the answer could not be written */
};

const char *
gateway_variable(const struct cgi_request *a, const char *name)
{
	return a->io ? FCGX_GetParam(name, a->io->envp) : getenv(name);
}

bool
gateway_is_cgi(const struct cgi_request *a)
{
	return !a->io;
}

static size_t
read_some(const struct cgi_request *a, char *into, size_t len)
{
	ssize_t n;

	if (a->io)
		n = FCGX_GetStr(into, (int)len, a->io->in);
	else
		do
			n = read(STDIN_FILENO, into, len);
		while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

size_t
gateway_content_length(const struct cgi_request *a)
{
	const char *text = gateway_variable(a, "CONTENT_LENGTH");
	unsigned long long n;
	char *end;

	if (!text || text[0] < '0' || text[0] > '9')
		return SIZE_MAX;
	errno = 0;
	n = strtoull(text, &end, 10);
	return errno || *end ? SIZE_MAX : n;
}

void
gateway_read_body(const struct cgi_request *a, struct buffer *body, size_t max)
{
	size_t left = a->io ? SIZE_MAX : gateway_content_length(a), n;

	while (left > 0) {
		char *into = buffer_reserve(body, READ_SIZE);

		n = read_some(a, into, left < READ_SIZE ? left : READ_SIZE);
		if (n == 0)
			break;
		left -= n;
		body->len += n;
		if (body->len > max)
			body->len = max + 1;
	}
}

static int
write_all(const char *at, size_t len)
{
	while (len > 0) {
		ssize_t n = write(STDOUT_FILENO, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		at += n;
		len -= (size_t)n;
	}
	return 0;
}

void
gateway_write(struct cgi_request *a, const void *bytes, size_t len)
{
	const char *at = bytes;

	if (!a->io) {
		a->failed = a->failed || write_all(at, len);
		return;
	}
	for (; len > INT_MAX; at += INT_MAX, len -= INT_MAX)
		FCGX_PutStr(at, INT_MAX, a->io->out);
	FCGX_PutStr(at, (int)len, a->io->out);
}

static void
log_to_fcgi(void *arg, const char *line)
{
	FCGX_Request *io = arg;

	FCGX_PutS(line, io->err);
	FCGX_PutS("\n", io->err);
}

/* SIGTERM writes to a pipe, so that waiting for a request can't miss it. */
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
 * Before anything else: the FastCGI library would install a handler of its
 * own, that we never hear of, where it finds none.
 */
static void
stop_on_signals(void)
{
	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK))
		die(EXIT_TEMPORARY, "a pipe:");
	set_stop_handler(request_stop);
}

/* Only between requests: a new program knows nothing of one in hand. */
static void
reexec_with_kept(const FCGX_Request *all)
{
	int kept[KEPT_MAX];
	size_t count = 0, i;

	for (i = 0; i < KEPT_MAX; i++)
		if (all[i].ipcFd >= 0)
			kept[count++] = all[i].ipcFd;
	reexec(kept, count);
}

/* Goes on with what the program before this one was keeping. */
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

/* Whom a program listens to; kept connections follow. */
enum { FD_STOP, FD_REEXEC, FD_LISTEN, FD_FIRST_KEPT };

/*
 * Waits for a new connection, and on those that the web server keeps for more
 * requests: it may send the next one on any.  Returns the one that has
 * something to say; NULL: it is time to go.
 */
static FCGX_Request *
wait_for_request(FCGX_Request *io, const struct gateway *f)
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
		n = poll(on, count,
			 f->wants_idle(f->arg) ? IDLE_INTERVAL_MS : -1);
		if (n == 0)
			f->idle(f->arg);
		if (n > 0 && on[FD_REEXEC].revents && !on[FD_STOP].revents) {
			reexec_with_kept(io);
			n = 0;
		}
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n < 0 || on[FD_STOP].revents)
		return NULL;
	/* Each in turn, lest one that is busy has all the time. */
	do
		i = FD_LISTEN + turn++ % (count - FD_LISTEN);
	while (!on[i].revents);
	/* Who kept so many does without one. */
	if (i == FD_LISTEN && of[FD_LISTEN]->ipcFd >= 0)
		FCGX_Free(of[FD_LISTEN], 1);
	return of[i];
}

/*
 * The request is read to its end, be it empty, so that there is nothing left
 * that a plain close() could turn into a reset: Apache would then forget the
 * answer.  Being detached spares the wait for the web server to close first,
 * in which nobody else would be served.
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
serve_fcgi(const struct gateway *f)
{
	static FCGX_Request all[KEPT_MAX];
	struct cgi_request request = { 0 };
	FCGX_Request *io;
	int i;

	/* Those who keep the index fresh are not waited for. */
	signal(SIGCHLD, SIG_IGN);
	reexec_listen();
	for (i = 0; i < KEPT_MAX; i++)
		if (FCGX_InitRequest(all + i, STDIN_FILENO,
				     FCGI_FAIL_ACCEPT_ON_INTR))
			die(EXIT_TEMPORARY, "the FastCGI library");
	adopt_inherited(all);
	/* Others may share the socket, and be faster: do not wait in accept. */
	fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
	while ((io = wait_for_request(all, f))) {
		int n = FCGX_Accept_r(io);

		if (n == -EAGAIN || n == -EINTR)
			continue;
		if (n < 0) {
			errno = -n;
			die(EXIT_TEMPORARY, "accept:");
		}
		request.io = io;
		log_set_sink(log_to_fcgi, io);
		f->serve(f->arg, &request);
		log_set_sink(NULL, NULL);
		finish(io);
		if (f->after_response)
			f->after_response(f->arg);
	}
	for (i = 0; i < KEPT_MAX; i++)
		FCGX_Free(all + i, 1);
	return 0;
}

/* The web server has all of it now, whatever is still to be done. */
static void
end_answer(void)
{
	int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nowhere >= 0)
		dup2(nowhere, STDOUT_FILENO);
	if (nowhere > STDERR_FILENO)
		close(nowhere);
}

static int
serve_cgi(const struct gateway *f)
{
	struct cgi_request request = { 0 };

	f->serve(f->arg, &request);
	if (request.failed)
		log_warn("the answer could not be written:");
	end_answer();
	if (f->after_response)
		f->after_response(f->arg);
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
	if (background_fold_is_child(argc, argv))
		exit(background_fold_main(argv));
	background_fold_set_program("/proc/self/exe", false);
	stop_on_signals();
	if (FCGX_Init())
		die(EXIT_TEMPORARY, "the FastCGI library");
}

int
gateway_run(const struct gateway *f, const char *program)
{
	if (!FCGX_IsCGI())
		return serve_fcgi(f);
	set_stop_handler(SIG_DFL);
	if (!getenv("REQUEST_METHOD"))
		return f->describe(f->arg, program);
	background_fold_set_program("/proc/self/exe", true);
	return serve_cgi(f);
}
