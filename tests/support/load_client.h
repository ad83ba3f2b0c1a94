/*
 * load_client - clients that post hooks of all kinds in mixed spellings, each
 * with an id of its own in its body, as fast as they are answered.
 */
#ifndef ECHOAPP_LOAD_CLIENT_H
#define ECHOAPP_LOAD_CLIENT_H

#include <stddef.h>

#define LOAD_CLIENTS 8
#define LOAD_HOOKS 20000 /* of one client, at most */

struct load_client {
	unsigned clients;
	unsigned hooks;	  /* of each client */
	unsigned tries;	  /* like WCS, a hook is sent that often; 0: once */
	unsigned pause;	  /* between them, milliseconds */
	const char *only; /* the path of all of them; NULL: mixed */
	int status;	  /* of a good answer; 0: 200 with the hook's bytes */

	/* Good when it has ended. */
	unsigned sent;	    /* hooks, however often each */
	unsigned answered;  /* of them, as they should be */
	unsigned again;	    /* tries that failed */
	char trouble[1024]; /* the first of those, or "" */
};

/* What the journal has of a load. */
struct recorded {
	size_t lines;	/* whole, with an id of ours */
	size_t missing; /* answered hooks without a line */
	size_t doubled; /* lines beyond a hook's first */
};

void load_start(struct load_client *);
void load_stop(struct load_client *);	    /* after the hooks in hand */
void load_wait(struct load_client *);	    /* for all of them */
void load_client_run(struct load_client *); /* start and wait */

/* Of the last load. */
struct recorded load_recorded(void);

/*
 * Runs a load, all of which has to be answered at once and recorded once, as
 * the only lines of the journal.
 */
void load_check(struct load_client);

#endif
