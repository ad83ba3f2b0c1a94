/*
 * steady - sends hooks at a constant rate, and measures their latency.
 *
 *	steady RATE SECONDS CONNECTIONS URL BODY
 *
 * The loop is open: a hook is due at its time whether or not the responses
 * before it came, and its latency counts from then, so that a stalled server is
 * charged for the hooks of its stall.  In BODY a run of @ is replaced by a
 * number that changes after every fifth hook, as if each call had five.
 *
 * Prints the 50th, 90th, 99th and 99.9th percentile and the maximum in
 * microseconds, then hooks per second and errors.
 */

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define HOOKS_OF_A_CALL 5
#define SECOND INT64_C(1000000000)
/* Responses that come later after the last hook are errors. */
#define PATIENCE (5 * SECOND)

struct connection {
	int fd;
	bool busy;
	int64_t due;
	size_t len; /* of the answer so far */
	char answer[65536];
};

static struct sockaddr_in server;
static struct connection *connections;
static size_t count;
static char *request;
static size_t request_len, number_at, number_len;
static int64_t *latencies; /* of those that were answered well */
static uint64_t answered, errors, open_hooks;

static void
fail(const char *what)
{
	perror(what);
	exit(111);
}

static int64_t
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * SECOND + t.tv_nsec;
}

static char *
contents(const char *path, size_t *len)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	char *text = NULL;

	if (fd < 0 || fstat(fd, &st) || !(text = malloc((size_t)st.st_size)) ||
	    read(fd, text, (size_t)st.st_size) != st.st_size)
		fail(path);
	close(fd);
	*len = (size_t)st.st_size;
	return text;
}

/* The URL of a hook and the request for it. */
static void
prepare(const char *url, const char *path)
{
	size_t len;
	char *body = contents(path, &len), host[64], *place;
	unsigned port;
	int at = 0, head;

	if (sscanf(url, "http://%63[0-9.]:%u%n", host, &port, &at) != 2 ||
	    url[at] != '/' || port > 65535 ||
	    inet_pton(AF_INET, host, &server.sin_addr) != 1) {
		fprintf(stderr,
			"steady: %s does not look like http://127.0.0.1:9091/"
			"EchoApp/CallStatusEvent\n",
			url);
		exit(100);
	}
	server.sin_family = AF_INET;
	server.sin_port = htons((uint16_t)port);
	request = malloc(len + 1024);
	if (!request)
		fail("memory");
	head = snprintf(request, 1024,
			"POST %.512s HTTP/1.1\r\nHost: %s:%u\r\n"
			"Content-Type: application/json;charset=UTF-8\r\n"
			"Content-Length: %zu\r\n\r\n",
			url + at, host, port, len);
	memcpy(request + head, body, len);
	free(body);
	request_len = (size_t)head + len;
	place = memchr(request + head, '@', len);
	while (place && place + number_len < request + request_len &&
	       place[number_len] == '@')
		number_len++;
	number_at = place ? (size_t)(place - request) : 0;
}

static void
put_number(uint64_t n)
{
	size_t i;

	for (i = number_len; i > 0; i--, n /= 10)
		request[number_at + i - 1] = (char)('0' + n % 10);
}

static void
start(int poll, struct connection *c)
{
	struct epoll_event e = { .events = EPOLLIN, .data.ptr = c };
	int on = 1;

	c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (c->fd < 0 ||
	    connect(c->fd, (struct sockaddr *)&server, sizeof server) ||
	    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) ||
	    fcntl(c->fd, F_SETFL, O_NONBLOCK) ||
	    epoll_ctl(poll, EPOLL_CTL_ADD, c->fd, &e))
		fail("connect");
	c->busy = false;
}

static void
start_anew(int poll, struct connection *c)
{
	close(c->fd);
	errors += c->busy;
	open_hooks -= c->busy;
	start(poll, c);
}

/* A request is small enough for the buffer of a socket. */
static void
send_hook(int poll, struct connection *c, int64_t due)
{
	c->busy = true;
	c->due = due;
	c->len = 0;
	open_hooks++;
	if (write(c->fd, request, request_len) != (ssize_t)request_len)
		start_anew(poll, c);
}

/* Is the response complete? */
static bool
is_whole(struct connection *c)
{
	const char *end, *length;

	c->answer[c->len] = '\0';
	end = strstr(c->answer, "\r\n\r\n");
	length = strcasestr(c->answer, "\r\nContent-Length:");
	return end && length && length < end &&
	       c->len - (size_t)(end + 4 - c->answer) >=
		   strtoul(length + sizeof "\r\nContent-Length:" - 1, NULL, 10);
}

static void
receive(int poll, struct connection *c)
{
	ssize_t n =
	    read(c->fd, c->answer + c->len, sizeof c->answer - 1 - c->len);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0 || !c->busy) {
		start_anew(poll, c);
		return;
	}
	c->len += (size_t)n;
	if (!is_whole(c))
		return;
	c->busy = false;
	open_hooks--;
	if (strncmp(c->answer, "HTTP/1.1 200 ", 13) == 0)
		latencies[answered++] = now() - c->due;
	else
		errors++;
}

static struct connection *
idle(void)
{
	static size_t turn;
	size_t i;

	for (i = 0; i < count; i++) {
		struct connection *c = &connections[turn++ % count];

		if (!c->busy)
			return c;
	}
	return NULL;
}

static void
ring_at(int timer, int64_t when)
{
	struct itimerspec at = {
		.it_value = { .tv_sec = when / SECOND,
			      .tv_nsec = when % SECOND },
	};

	if (timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, NULL))
		fail("timerfd_settime");
}

static int64_t
run(uint64_t rate, uint64_t hooks)
{
	int poll = epoll_create1(EPOLL_CLOEXEC);
	int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	struct epoll_event e = { .events = EPOLLIN };
	uint64_t sent = 0, first = (uint64_t)time(NULL) * 1000;
	int64_t begin, due;
	size_t i;

	if (poll < 0 || timer < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, timer, &e))
		fail("epoll");
	for (i = 0; i < count; i++)
		start(poll, &connections[i]);
	begin = due = now() + SECOND / 10;
	ring_at(timer, due);
	while (sent < hooks || open_hooks > 0) {
		struct epoll_event got[64];
		struct connection *c = NULL;
		int n = epoll_wait(poll, got, 64, 1000), k;
		uint64_t rings;

		for (k = 0; k < n; k++)
			if (got[k].data.ptr)
				receive(poll, got[k].data.ptr);
			else
				(void)!read(timer, &rings, sizeof rings);
		while (sent < hooks && due <= now() && (c = idle())) {
			put_number(first + sent / HOOKS_OF_A_CALL);
			send_hook(poll, c, due);
			sent++;
			due = begin + (int64_t)(sent * (uint64_t)SECOND / rate);
		}
		if (sent < hooks && due > now())
			ring_at(timer, due);
		if (now() > begin + (int64_t)(hooks / rate) * SECOND + PATIENCE)
			break;
	}
	errors += hooks - sent + open_hooks;
	return now() - begin;
}

static int
by_length(const void *a, const void *b)
{
	const int64_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static double
percentile(double share)
{
	uint64_t i = (uint64_t)(share * (double)answered);

	if (answered == 0)
		return 0;
	return (double)latencies[i < answered ? i : answered - 1] / 1000;
}

int
main(int argc, char **argv)
{
	uint64_t rate, hooks;
	int64_t took;

	if (argc != 6) {
		fprintf(stderr,
			"usage: steady RATE SECONDS CONNECTIONS URL BODY\n");
		return 100;
	}
	rate = strtoul(argv[1], NULL, 10);
	hooks = rate * strtoul(argv[2], NULL, 10);
	count = strtoul(argv[3], NULL, 10);
	if (hooks == 0 || count == 0)
		return 100;
	prepare(argv[4], argv[5]);
	latencies = calloc(hooks, sizeof *latencies);
	connections = calloc(count, sizeof *connections);
	if (!latencies || !connections)
		fail("memory");
	took = run(rate, hooks);
	qsort(latencies, answered, sizeof *latencies, by_length);
	printf("%.0f %.0f %.0f %.0f %.0f %.0f %" PRIu64 "\n", percentile(0.5),
	       percentile(0.9), percentile(0.99), percentile(0.999),
	       percentile(1), (double)answered / ((double)took / 1e9), errors);
	return 0;
}
