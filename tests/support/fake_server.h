/*
 * fake_server - a hook server that does what a test tells it, for what ours
 * does not do.
 *
 * Without a row for a hook it answers 200 with the hook's own bytes.
 */
#ifndef ECHOAPP_FAKE_SERVER_H
#define ECHOAPP_FAKE_SERVER_H

#include <stdbool.h>
#include <stddef.h>

enum fake_action {
	ANSWERS,
	CLOSES, /* the connection, without a byte */
	STALLS, /* answers never */
	BREAKS, /* off, in the middle of the answer */
	RESETS, /* the connection, behind the head of the answer */
};

#define FAKE_SWAPS_MAX 4

/* The first row that fits decides. */
struct fake_response {
	const char *hook; /* what the URL ends in; NULL: any */
	int status;	  /* 0: 200 */
	const char *body; /* NULL: the hook's own */
	const char *type; /* NULL: application/json; "": none */
	enum fake_action does;
	unsigned times; /* it fits so often; 0: always */

	/* For a server that is wrong in more ways. */
	bool in_this_case; /* the hook has to be spelled like that */
	bool begins;	   /* it may go on behind that */
	const char *verb;  /* NULL: any */
	unsigned late;	   /* milliseconds before it answers */
	size_t above;	   /* the body has to be longer than that */
	/* Each replaces a text in the hook's own body wherever it occurs. */
	struct fake_swap {
		const char *from, *to;
	} swaps[FAKE_SWAPS_MAX];
};

/* Milliseconds of silence, after which those started next hang up; 0: never. */
void fake_server_patience(unsigned);

/* Starts one, whose rows end with an empty one; its URL, never freed. */
const char *fake_server_start(const struct fake_response *rows);

/* One that drops what comes, as a firewall does; its URL, never freed. */
const char *fake_server_deaf(void);

/*
 * What it has heard: a line for each request, in order.  They are the number
 * of the connection, the path, the header lines with | behind each, and the
 * body; with tabs between.  Never freed.
 */
char *fake_server_requests(void);

/* The hooks of it only, with blanks between. */
char *fake_server_hooks(void);

#endif
