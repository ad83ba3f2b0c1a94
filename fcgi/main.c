/*
 * main - the web server's side of every program: FastCGI, or CGI once.
 *
 * The only file that knows either.  Started with a listening socket as
 * standard input it serves for ever (FastCGI 1.0, section 2.2); started with
 * REQUEST_METHOD in its environment it answers once (RFC 3875); started in
 * any other way it says what it is.
 */

#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "die.h"
#include "head.h"
#include "log.h"
#include "serve.h"
#include "upkeep.h"

/* A request in hand may take this long after SIGTERM; seconds. */
#define LAST_REQUEST 2
/* How often an idle program looks at files that may have changed; ms. */
#define A_SECOND 1000

/* Connections that one web server, or several, may keep. */
#define KEPT_MAX 32

/* Bytes of body read at a time. */
#define PIECE ((size_t)64 * 1024)

/* Where a request comes from: what FastCGI and CGI differ in. */
struct source {
	const char *(*variable)(const struct source *, const char *name);
	size_t (*read)(const struct source *, char *into, size_t len);
	FCGX_Request *io; /* NULL under CGI */
};

static const char *
fcgi_variable(const struct source *from, const char *name)
{
	return FCGX_GetParam(name, from->io->envp);
}

static size_t
fcgi_read(const struct source *from, char *into, size_t len)
{
	int n = FCGX_GetStr(into, (int)len, from->io->in);

	return n > 0 ? (size_t)n : 0;
}

static const char *
cgi_variable(const struct source *from, const char *name)
{
	(void)from;
	return getenv(name);
}

static size_t
cgi_read(const struct source *from, char *into, size_t len)
{
	ssize_t n;

	(void)from;
	do
		n = read(STDIN_FILENO, into, len);
	while (n < 0 && errno == EINTR);
	return n > 0 ? (size_t)n : 0;
}

/* CONTENT_LENGTH, or SIZE_MAX when there is none that says anything. */
static size_t
declared_length(const char *text)
{
	unsigned long long n;
	char *end;

	if (!text || text[0] < '0' || text[0] > '9')
		return SIZE_MAX;
	errno = 0;
	n = strtoull(text, &end, 10);
	return errno || *end ? SIZE_MAX : n;
}

/*
 * Reads the body: to its end under FastCGI, as far as CONTENT_LENGTH says
 * under CGI (RFC 3875, 4.2).  Of one that is too long no more than max + 1
 * bytes are kept; the rest is read and forgotten, because a web server that
 * cannot deliver a body would not take the answer either.
 */
static void
read_body(const struct source *from, struct buffer *body, size_t declared,
	  size_t max)
{
	size_t left = from->io ? SIZE_MAX : declared, n;

	while (left > 0) {
		char *into = buffer_room(body, PIECE);

		n = from->read(from, into, left < PIECE ? left : PIECE);
		if (n == 0)
			break;
		left -= n;
		body->len += n;
		if (body->len > max)
			body->len = max + 1;
	}
}

static const char *
first_of(const char *a, const char *b, const char *c)
{
	return a && a[0] ? a : b && b[0] ? b : c;
}

/* One request: reads it, has it answered, leaves the answer's head in head. */
static void
handle(struct service *s, const struct source *from, struct buffer *body,
       struct buffer *head, struct answer *a)
{
	struct request r = {
		.request_method = from->variable(from, "REQUEST_METHOD"),
		.content_type = from->variable(from, "CONTENT_TYPE"),
		.remote_addr = from->variable(from, "REMOTE_ADDR"),
		/* Apache renames it when it rewrites a URL. */
		.authorization = first_of(
		    from->variable(from, "HTTP_AUTHORIZATION"),
		    from->variable(from, "REDIRECT_HTTP_AUTHORIZATION"), NULL),
		.url = first_of(from->variable(from, "REQUEST_URI"),
				from->variable(from, "PATH_INFO"),
				from->variable(from, "SCRIPT_NAME")),
		.declared =
		    declared_length(from->variable(from, "CONTENT_LENGTH")),
	};

	clock_gettime(CLOCK_MONOTONIC, &r.since);
	body->len = head->len = 0;
	read_body(from, body, r.declared, service_body_max(s));
	r.body = body->at ? body->at : "";
	r.len = body->len;
	service_serve(s, &method, &r, a);
	write_head(head, a);
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
stop(int signal)
{
	int error = errno;

	(void)signal;
	alarm(LAST_REQUEST);
	(void)!write(stop_pipe[1], "", 1);
	errno = error;
}

static void
on_stop(void (*handler)(int))
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
		die(EXIT_AGAIN, "a pipe:");
	on_stop(stop);
}

/*
 * Waits for a new connection, and on those that the web server keeps for more
 * requests: it may send the next one on any.  Returns the one that has
 * something to say; NULL: it is time to go.
 */
static FCGX_Request *
wait_for_request(FCGX_Request *io, struct service *s)
{
	static unsigned turn;
	struct pollfd on[2 + KEPT_MAX] = {
		{ .fd = stop_pipe[0], .events = POLLIN },
		{ .fd = STDIN_FILENO, .events = POLLIN },
	};
	FCGX_Request *of[2 + KEPT_MAX] = { NULL, io };
	unsigned count = 2, i;
	int n;

	for (i = 0; i < KEPT_MAX; i++) {
		if (io[i].ipcFd < 0) {
			of[1] = io + i;
			continue;
		}
		on[count] = (struct pollfd){ io[i].ipcFd, POLLIN, 0 };
		of[count++] = io + i;
	}
	do {
		n = poll(on, count, service_watches(s) ? A_SECOND : -1);
		if (n == 0)
			service_idle(s);
	} while (n == 0 || (n < 0 && errno == EINTR));
	if (n < 0 || on[0].revents)
		return NULL;
	/* Each in turn, lest one that is busy has all the time. */
	do
		i = 1 + turn++ % (count - 1);
	while (!on[i].revents);
	/* Who kept so many does without one. */
	if (i == 1 && of[1]->ipcFd >= 0)
		FCGX_Free(of[1], 1);
	return of[i];
}

/*
 * The request was read to its end, so there is nothing left that a plain
 * close() could turn into a reset.  Being detached spares the wait for the web
 * server to close first, in which nobody else would be served.
 */
static void
finish(FCGX_Request *io)
{
	FCGX_Detach(io);
	FCGX_Finish_r(io);
}

static int
serve_fcgi(struct service *s)
{
	static FCGX_Request all[KEPT_MAX];
	struct source from = { .variable = fcgi_variable, .read = fcgi_read };
	struct buffer body = { 0 }, head = { 0 };
	struct answer a;
	FCGX_Request *io;
	int i;

	/* Those who keep the index fresh are not waited for. */
	signal(SIGCHLD, SIG_IGN);
	for (i = 0; i < KEPT_MAX; i++)
		if (FCGX_InitRequest(all + i, STDIN_FILENO,
				     FCGI_FAIL_ACCEPT_ON_INTR))
			die(EXIT_AGAIN, "the FastCGI library");
	/* Others may share the socket, and be faster: do not wait in accept. */
	fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
	while ((io = wait_for_request(all, s))) {
		int n = FCGX_Accept_r(io);

		if (n == -EAGAIN || n == -EINTR)
			continue;
		if (n < 0) {
			errno = -n;
			die(EXIT_AGAIN, "accept:");
		}
		from.io = io;
		log_through(log_to_fcgi, io);
		handle(s, &from, &body, &head, &a);
		FCGX_PutStr(head.at, (int)head.len, io->out);
		FCGX_PutStr(a.body, (int)a.len, io->out);
		log_through(NULL, NULL);
		finish(io);
		service_upkeep(s);
		service_rest(s);
		buffer_clear(&body, PIECE * 2);
	}
	for (i = 0; i < KEPT_MAX; i++)
		FCGX_Free(all + i, 1);
	buffer_free(&body);
	buffer_free(&head);
	return 0;
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

static int
serve_cgi(struct service *s)
{
	struct source from = { .variable = cgi_variable, .read = cgi_read };
	struct buffer body = { 0 }, head = { 0 };
	struct answer a;
	int failed;

	handle(s, &from, &body, &head, &a);
	failed = write_all(head.at, head.len) || write_all(a.body, a.len);
	if (failed)
		warn("the answer could not be written:");
	buffer_free(&body);
	buffer_free(&head);
	return failed ? EXIT_AGAIN : 0;
}

/* For whoever starts it by hand. */
static int
describe(const struct service *s, const char *program)
{
	const char *trouble = service_trouble(s);

	printf("%s answers the hook %s: %s (%s).\n"
	       "configuration  %s\n"
	       "state          %s\n"
	       "\n"
	       "A web server starts it.  To try it once from a shell:\n"
	       "  REQUEST_METHOD=POST CONTENT_TYPE=application/json "
	       "%s < body.json\n",
	       program, method.name ? method.name : "that nobody knows",
	       method.summary, type_name(method.type), service_conf(s),
	       trouble ? "none, the configuration is broken"
		       : service_state_dir(s),
	       program);
	return trouble ? EXIT_MENDS : 0;
}

int
main(int argc, char **argv)
{
	const char *program = argc > 0 ? argv[0] : "echoapp";
	const char *slash = strrchr(program, '/');
	struct service *s;
	int code;

	umask(077);
	signal(SIGPIPE, SIG_IGN);
	log_open(slash ? slash + 1 : program);
	if (argc == 3 + UPKEEP_NUMBERS && strcmp(argv[1], "--fold") == 0)
		return upkeep_fold(argv + 2);
	upkeep_through("/proc/self/exe");
	stop_on_signals();
	if (FCGX_Init())
		die(EXIT_AGAIN, "the FastCGI library");
	s = service_open(getenv("ECHOAPP_CONF"), getenv("ECHOAPP_STATE_DIR"),
			 &method);
	if (FCGX_IsCGI())
		on_stop(SIG_DFL);
	if (!FCGX_IsCGI())
		code = serve_fcgi(s);
	else if (getenv("REQUEST_METHOD"))
		code = serve_cgi(s);
	else
		code = describe(s, program);
	service_close(s);
	return code;
}
