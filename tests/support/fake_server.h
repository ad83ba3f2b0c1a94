/*
 * fake_server - a hook server whose responses a test chooses, for faults that
 * EchoApp does not have.
 *
 * Without a row for a hook, the response is 200 with the hook's own bytes.
 */
#ifndef ECHOAPP_FAKE_SERVER_H
#define ECHOAPP_FAKE_SERVER_H

#include <stdbool.h>
#include <stddef.h>

enum fake_action {
	ANSWERS,
	CLOSES, /* closes without a response */
	STALLS, /* never responds */
	BREAKS, /* closes in the middle of the response */
	RESETS, /* resets after the head of the response */
};

#define FAKE_SWAPS_MAX 4

/* A rule for responses; the first row that fits a request is used. */
struct fake_response {
	const char *hook; /* the end of the URL; NULL: any */
	int status;	  /* 0: 200 */
	const char *body; /* NULL: the body of the request */
	const char *type; /* NULL: application/json; "": no Content-Type */
	enum fake_action does;
	unsigned times; /* how often the row fits; 0: always */

	/* For other faults. */
	bool in_this_case; /* `hook` is compared case-sensitively */
	bool begins; /* `hook` is only the beginning of the URL's last part */
	const char *verb; /* NULL: any */
	unsigned late;	  /* milliseconds until the response */
	size_t above;	  /* fits only bodies longer than this */
	/* Each replaces a text in the request's body, wherever it occurs. */
	struct fake_swap {
		const char *from, *to;
	} swaps[FAKE_SWAPS_MAX];
};

/*
 * Servers started from now on close connections that are idle for so many
 * milliseconds; 0: never.
 */
void fake_server_patience(unsigned);

/*
 * Starts a server; the last row is empty.  Returns its URL, which is never
 * freed.
 */
const char *fake_server_start(const struct fake_response *rows);

/*
 * Starts a server that accepts no connection, like a firewall that drops
 * packets.  Returns its URL, which is never freed.
 */
const char *fake_server_deaf(void);

/*
 * The requests so far, a line each, in order: the number of the connection, the
 * path, the header lines with | after each, and the body, separated by tabs.
 * Never freed.
 */
char *fake_server_requests(void);

/* The hooks of these requests, separated by blanks. */
char *fake_server_hooks(void);

#endif
