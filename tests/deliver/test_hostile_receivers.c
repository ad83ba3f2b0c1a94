/* echoapp-deliver: a receiver that misbehaves costs bounded memory and time. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/deliverer.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/state_fixture.h"

#define CHUNK 65536
/* KiB; without a flood it is about 20,000. */
#define MEMORY_MAX 80000

enum flood { OF_HEADERS, OF_BODY, IN_CHUNKS, FLOODS };

/* Sends so much to one client that it would not fit. */
static void
flood(int client, enum flood kind)
{
	static const char *const heads[FLOODS] = {
		[OF_HEADERS] = "HTTP/1.1 200 OK\r\n",
		[OF_BODY] = "HTTP/1.1 200 OK\r\nContent-Length: "
			    "104857600\r\n\r\n",
		[IN_CHUNKS] = "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
			      "chunked\r\n\r\n",
	};
	static char chunk[CHUNK];
	int i;

	memset(chunk, 'x', sizeof chunk);
	if (kind == OF_HEADERS)
		for (i = 0; i + 64 < CHUNK; i += 64)
			memcpy(chunk + i, "X-Header: ", 10),
			    memcpy(chunk + i + 62, "\r\n", 2);
	if (kind == IN_CHUNKS)
		memcpy(chunk, "fff0\r\n", 6);
	(void)!write(client, heads[kind], strlen(heads[kind]));
	for (i = 0; i < 1600; i++)
		if (write(client, chunk, sizeof chunk) < 0)
			break;
}

static unsigned
start_flood(enum flood kind)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof at;
	char request[CHUNK];
	int fd = socket(AF_INET, SOCK_STREAM, 0), client;

	ck_assert_int_eq(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	ck_assert_int_eq(listen(fd, 8), 0);
	getsockname(fd, (struct sockaddr *)&at, &len);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		signal(SIGPIPE, SIG_IGN);
		while ((client = accept(fd, NULL, NULL)) >= 0) {
			(void)!read(client, request, sizeof request);
			flood(client, kind);
			close(client);
		}
		_exit(0);
	}
	close(fd);
	return ntohs(at.sin_port);
}

TEST_LOOP(a_flood_of_100_MB_takes_little_memory, FLOODS)
{
	struct rusage used;

	deliverer_configure("destination a http http://127.0.0.1:%u/ secret "
			    "secret from beginning\n"
			    "deliver cdr to a\n",
			    start_flood((enum flood)_i));
	state_put_calls();
	/* A status that came before the flood counts. */
	ck_assert_int_eq(deliverer_run_once(), _i == OF_HEADERS ? 111 : 0);
	getrusage(RUSAGE_CHILDREN, &used);
	if (!harness_is_sanitized(
		path_from("TEST_DELIVERER", "deliver/echoapp-deliver")))
		ck_assert_int_lt(used.ru_maxrss, MEMORY_MAX);
}

/* A response that ends in the middle is none. */
TEST_LOOP(a_receiver_that_breaks_off_is_asked_again, 4)
{
	static const enum fake_action actions[] = { CLOSES, STALLS, BREAKS,
						    RESETS };
	static const struct fake_response good[] = {
		{ .status = 204, .body = "" }, { 0 }
	};
	static struct fake_response rows[] = { { .body = "0123456789" },
					       { 0 } };
	const char *url;

	rows[0].does = actions[_i];
	url = strdup(fake_server_start(rows));
	deliverer_configure("destination bad http %s/ secret secret timeout 1 "
			    "from beginning\n"
			    "destination good http %s/ secret secret "
			    "from beginning\n"
			    "deliver cdr to bad\n"
			    "deliver cdr to good\n",
			    url, fake_server_start(good));
	state_put_calls();
	ck_assert_int_eq(deliverer_run_once(), 111);
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("good.position"), "\ndelivered 3\n"));
	ck_assert_ptr_nonnull(
	    strstr(deliverer_file("bad.position"), "\ndelivered 0\n"));
	ck_assert_str_ne(deliverer_file("bad.trouble"), "");
}
