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
#include "base/monotonic.h"
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

/*
 * How many responses may be kept open besides, and how often parts are added to
 * them; milliseconds.
 */
#define OPEN_MAX 32
#define PART_INTERVAL_MS 200

/* The connections of a process that keeps responses open. */
#define SLOTS_MAX (KEPT_MAX + OPEN_MAX)

/* Bytes of body read at a time. */
#define READ_SIZE ((size_t)64 * 1024)

/* What FastCGI and CGI differ in. */
struct cgi_request {
	FCGX_Request *io; /* NULL under CGI */
	bool failed;	  /* the response could not be written */
	bool stays_open;
};

/* Each slot's response that is kept open, and how many there are. */
static bool is_open[SLOTS_MAX];
static unsigned open_count;

/* The connections of this process: SLOTS_MAX or KEPT_MAX. */
static unsigned slots = KEPT_MAX;

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

bool
gateway_keep_open(struct cgi_request *r)
{
	r->stays_open = r->io && open_count < OPEN_MAX;
	return r->stays_open;
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

/*
 * Reads the request to its end, because close() with unread data resets the
 * connection, and Apache then drops the response.  FCGX_Detach() avoids the
 * library's wait for the web server to close first, during which no other
 * request would be served.
 */
static void
read_rest(FCGX_Request *io)
{
	char rest[4096];

	while (FCGX_GetStr(rest, sizeof rest, io->in) > 0)
		;
	FCGX_Detach(io);
}

static void
finish(FCGX_Request *io)
{
	read_rest(io);
	FCGX_Finish_r(io);
}

/* Can a part be written without waiting for a reader that is slow? */
static bool
is_writable(int fd)
{
	struct pollfd on = { fd, POLLOUT, 0 };

	return poll(&on, 1, 0) == 1 && on.revents == POLLOUT;
}

/* Whoever reads it too slowly, or not at all, loses the connection. */
static void
end_open_response(FCGX_Request *all, size_t i)
{
	is_open[i] = false;
	open_count--;
	if (is_writable(all[i].ipcFd))
		FCGX_Finish_r(all + i);
	else
		FCGX_Free(all + i, 1);
}

static void
end_open_responses(FCGX_Request *all)
{
	size_t i;

	for (i = 0; i < slots; i++)
		if (is_open[i])
			end_open_response(all, i);
}

static void
keep_open(FCGX_Request *all, FCGX_Request *io)
{
	read_rest(io);
	FCGX_FFlush(io->out);
	is_open[io - all] = true;
	open_count++;
}

/* Adds the next part to all responses that are kept open, when it is time. */
static void
add_part(const struct gateway *g, FCGX_Request *all)
{
	static int64_t due;
	int64_t now = open_count ? monotonic_now() : 0;
	const char *part;
	size_t i;

	if (!g->next_part || !open_count || now < due)
		return;
	due = now + INT64_C(1000) * PART_INTERVAL_MS;
	part = g->next_part(g->arg);
	for (i = 0; part && i < slots; i++) {
		if (!is_open[i])
			continue;
		if (!is_writable(all[i].ipcFd) ||
		    FCGX_PutS(part, all[i].out) < 0 ||
		    FCGX_FFlush(all[i].out) < 0)
			end_open_response(all, i);
	}
}

/* Runs between requests only: the new program could not finish one. */
static void
reexec_with_kept(const struct gateway *g, FCGX_Request *all)
{
	int kept[SLOTS_MAX];
	size_t count = 0, i;

	end_open_responses(all);
	for (i = 0; i < slots; i++)
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
	int kept[SLOTS_MAX];
	size_t count = reexec_inherited(kept, slots), i;

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
	if (open_count)
		return PART_INTERVAL_MS;
	return g->wants_idle && g->wants_idle(g->arg) ? IDLE_INTERVAL_MS : -1;
}

/* What wait_for_request() polls; `of` are the slots that descriptors are of. */
struct polled {
	struct pollfd on[FD_FIRST_KEPT + SLOTS_MAX];
	FCGX_Request *of[FD_FIRST_KEPT + SLOTS_MAX];
	unsigned count;
};

/*
 * A new connection gets a free slot.  If there are KEPT_MAX kept connections,
 * one of them is closed for it.
 */
static void
list_connections(FCGX_Request *all, struct polled *p)
{
	FCGX_Request *kept = NULL, *free_slot = NULL;
	unsigned i;

	p->on[FD_STOP] = (struct pollfd){ stop_pipe[0], POLLIN, 0 };
	p->on[FD_REEXEC] = (struct pollfd){ reexec_fd(), POLLIN, 0 };
	p->on[FD_LISTEN] = (struct pollfd){ STDIN_FILENO, POLLIN, 0 };
	p->count = FD_FIRST_KEPT;
	for (i = 0; i < slots; i++) {
		if (all[i].ipcFd < 0) {
			free_slot = all + i;
			continue;
		}
		kept = is_open[i] ? kept : all + i;
		p->on[p->count] = (struct pollfd){ all[i].ipcFd, POLLIN, 0 };
		p->of[p->count++] = all + i;
	}
	if (p->count - FD_FIRST_KEPT - open_count >= KEPT_MAX)
		free_slot = kept;
	p->of[FD_LISTEN] = free_slot;
}

/* Waits until a descriptor is ready; false: the program has to stop. */
static bool
wait_for_any(struct polled *p, FCGX_Request *all, const struct gateway *g)
{
	int n;

	do {
		add_part(g, all);
		list_connections(all, p);
		n = poll(p->on, p->count, poll_timeout(g));
		if (n == 0 && !open_count) {
			g->idle(g->arg);
			if (!g->confine(g->arg, true))
				return false;
		}
		if (n > 0 && p->on[FD_REEXEC].revents &&
		    !p->on[FD_STOP].revents) {
			reexec_with_kept(g, all);
			n = 0;
		}
	} while (n == 0 || (n < 0 && errno == EINTR));
	return n > 0 && !p->on[FD_STOP].revents;
}

/*
 * Waits for a new connection and for data on the kept ones, since the web
 * server may send the next request on any of them.  Returns the connection that
 * is ready, or NULL after a stop signal.
 */
static FCGX_Request *
wait_for_request(FCGX_Request *all, const struct gateway *g)
{
	static unsigned turn;
	struct polled p;
	unsigned i;

	for (;;) {
		if (!wait_for_any(&p, all, g))
			return NULL;
		/* Round robin: a busy connection must not starve the others. */
		do
			i = FD_LISTEN + turn++ % (p.count - FD_LISTEN);
		while (!p.on[i].revents);
		if (!is_open[p.of[i] - all])
			break;
		/* Its reader has gone. */
		end_open_response(all, (size_t)(p.of[i] - all));
	}
	if (i == FD_LISTEN && p.of[i]->ipcFd >= 0)
		FCGX_Free(p.of[i], 1);
	return p.of[i];
}

static int
serve_fcgi(const struct gateway *g)
{
	static FCGX_Request all[SLOTS_MAX];
	struct cgi_request request = { 0 };
	FCGX_Request *io;
	unsigned i;

	/* Background folds are not waited for. */
	signal(SIGCHLD, SIG_IGN);
	reexec_listen();
	if (g->next_part)
		slots = SLOTS_MAX;
	for (i = 0; i < slots; i++)
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
		request = (struct cgi_request){ .io = io };
		log_set_sink(log_to_fcgi, io);
		g->serve(g->arg, &request);
		log_set_sink(NULL, NULL);
		if (request.stays_open)
			keep_open(all, io);
		else
			finish(io);
		if (g->after_response)
			g->after_response(g->arg);
	}
	end_open_responses(all);
	for (i = 0; i < slots; i++)
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
