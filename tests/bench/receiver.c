/*
 * receiver - a server that accepts what echoapp-deliver posts, as fast as it
 * can, and says how late the records came.
 *
 *	receiver PORT
 *
 * After SIGTERM it prints: records, requests, seconds from the first request to
 * the last one, and of the time between the end of a call and the arrival of
 * its record the median and the 99th percentile, in milliseconds.
 */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/timestamp.h"

#define CONNECTIONS 64
#define CHUNK ((size_t)256 * 1024)
#define DELAYS_MAX 1000000

static volatile sig_atomic_t stopped;
static struct pollfd polled[CONNECTIONS + 1];
static struct buffer received[CONNECTIONS + 1];
static nfds_t count = 1;
static long records, requests;
static timestamp first, last;
static float *delays;
static size_t delay_count;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void
count_records(const char *at, const char *end)
{
	static const char mark[] = "\"end\":\"";
	char time[TIMESTAMP_SIZE] = "";
	timestamp now = timestamp_now();

	while ((at = memmem(at, (size_t)(end - at), mark, sizeof mark - 1))) {
		at += sizeof mark - 1;
		if (end - at < (ptrdiff_t)sizeof time)
			break;
		memcpy(time, at, sizeof time - 1);
		records++;
		if (delay_count < DELAYS_MAX)
			delays[delay_count++] =
			    (float)(now - timestamp_parse(time)) / 1000;
	}
}

/* Answers the whole requests in the buffer. */
static void
serve(int fd, struct buffer *b)
{
	static const char answer[] =
	    "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n";
	const char *body, *length;
	size_t len, whole;

	for (;;) {
		body = b->len ? memmem(b->at, b->len, "\r\n\r\n", 4) : NULL;
		length = body ? memmem(b->at, (size_t)(body - b->at),
				       "Content-Length: ", 16)
			      : NULL;
		if (!length)
			return;
		len = strtoul(length + 16, NULL, 10);
		whole = (size_t)(body + 4 - b->at) + len;
		if (b->len < whole)
			return;
		last = timestamp_now();
		first = first ? first : last;
		requests++;
		count_records(body + 4, b->at + whole);
		memmove(b->at, b->at + whole, b->len - whole);
		b->len -= whole;
		if (write(fd, answer, sizeof answer - 1) < 0)
			return;
	}
}

static void
read_from(nfds_t i)
{
	struct buffer *b = &received[i];
	ssize_t n = read(polled[i].fd, buffer_reserve(b, CHUNK), CHUNK);

	if (n > 0) {
		b->len += (size_t)n;
		serve(polled[i].fd, b);
		return;
	}
	close(polled[i].fd);
	buffer_free(b);
	count--;
	polled[i] = polled[count];
	received[i] = received[count];
	received[count] = (struct buffer){ 0 };
}

static int
compare(const void *a, const void *b)
{
	const float one = *(const float *)a, two = *(const float *)b;

	return (one > two) - (one < two);
}

static void
print(void)
{
	qsort(delays, delay_count, sizeof *delays, compare);
	printf("%ld %ld %.3f %.0f %.0f\n", records, requests,
	       (double)(last - first) / 1e6,
	       delay_count ? (double)delays[delay_count / 2] : 0.0,
	       delay_count ? (double)delays[delay_count * 99 / 100] : 0.0);
}

static int
listen_on(const char *port)
{
	const struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
		.sin_port = htons((uint16_t)atoi(port)),
	};
	int fd = socket(AF_INET, SOCK_STREAM, 0), one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (const struct sockaddr *)&at, sizeof at) || listen(fd, 64))
		return -1;
	return fd;
}

int
main(int argc, char **argv)
{
	const struct sigaction on_stop = { .sa_handler = stop };
	nfds_t i;

	delays = calloc(DELAYS_MAX, sizeof *delays);
	polled[0].fd = argc == 2 ? listen_on(argv[1]) : -1;
	polled[0].events = POLLIN;
	if (polled[0].fd < 0 || !delays)
		return 100;
	sigaction(SIGTERM, &on_stop, NULL);
	while (!stopped) {
		if (poll(polled, count, -1) < 0)
			continue;
		for (i = count; i-- > 1;)
			if (polled[i].revents)
				read_from(i);
		if (polled[0].revents && count <= CONNECTIONS) {
			polled[count].fd = accept(polled[0].fd, NULL, NULL);
			polled[count++].events = POLLIN;
		}
	}
	print();
	return 0;
}
