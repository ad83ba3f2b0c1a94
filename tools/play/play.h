/* play - for play.c: the options of the command line. */
#ifndef ECHOAPP_PLAY_H
#define ECHOAPP_PLAY_H

#include <stdbool.h>

#include "scheduler.h"

#define PLAY_DEFAULT_URL "http://127.0.0.1:9091/EchoApp"

struct play {
	struct scheduler scheduler;
	const char *name;    /* of the scenario, or its path */
	const char *day;     /* of the journal, or NULL */
	const char *session; /* of that day, or NULL: all */
	const char *key_file;
	char key[1024];
	char password[1024];
	char url[2048];
	struct json_members set;
	double sessions; /* 0: not given */
	bool is_load;
	bool curl;
	bool deliver; /* prints what is delivered, too */
	bool verbose;
	bool list_only; /* --list */
};

/* Reads the options into a struct with the defaults; 0, or an exit code. */
int play_options(struct play *, int argc, char **argv);

/* Do these arguments send hooks?  Neither --list nor --curl does.  Keeps
 * optind. */
bool play_options_send(int argc, char **argv);

extern const char play_options_usage[];

#endif
