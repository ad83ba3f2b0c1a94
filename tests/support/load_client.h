/*
 * load_client - clients that post hooks of all kinds in mixed spellings, each
 * with a unique id in its body, without a pause.
 */
#ifndef ECHOAPP_LOAD_CLIENT_H
#define ECHOAPP_LOAD_CLIENT_H

#include <stddef.h>

#define LOAD_CLIENTS 16
#define LOAD_HOOKS 20000 /* for each client, at most */

struct load_client {
	unsigned clients;
	unsigned hooks;	  /* of each client */
	unsigned tries;	  /* at most for each hook; 0: 1 */
	unsigned pause;	  /* between tries, milliseconds */
	const char *only; /* the path of all hooks; NULL: mixed */
	int status;	  /* expected status; 0: 200 with the hook's bytes */

	/* Results, valid after the load has ended. */
	unsigned sent;	    /* hooks, each counted once */
	unsigned answered;  /* hooks that got the expected response */
	unsigned again;	    /* tries that failed */
	char trouble[1024]; /* the first error, or "" */
};

/* The lines of a load in the journal. */
struct recorded {
	size_t lines;	/* complete lines with an id of the load */
	size_t missing; /* answered hooks without a line */
	size_t doubled; /* further lines of the same hook */
};

void load_start(struct load_client *);
void load_stop(struct load_client *);	    /* after the requests in progress */
void load_wait(struct load_client *);	    /* until all hooks are sent */
void load_client_run(struct load_client *); /* starts a load and waits */

/* Compares the journal with the last load. */
struct recorded load_recorded(void);

/*
 * Runs a load; fails unless each hook is answered at once and recorded once,
 * and the journal has no other lines.
 */
void load_check(struct load_client);

#endif
