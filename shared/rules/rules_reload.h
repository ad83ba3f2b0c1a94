/*
 * rules_reload - reads the rules again when a file of theirs changes.
 *
 * When a new version has errors, they are logged, and the last good version
 * stays in force.  A program that starts with errors has no rules to use.
 */
#ifndef ECHOAPP_RULES_RELOAD_H
#define ECHOAPP_RULES_RELOAD_H

#include <stdbool.h>
#include <time.h>

#include "base/error.h"
#include "method.h"
#include "rules.h"

/* A file of rules, and its last good version. */
struct rules_reload {
	char *path; /* NULL: no file is configured, and there are no rules */
	const struct method *own; /* see rules_read() */
	struct rules current;
	bool usable;	    /* `current` is a good version */
	struct error error; /* of the last rules_read(); "": none */
	bool has_failed;
	struct rules failed; /* has_failed: the files of the last reading */
	time_t checked;	     /* second in which the files were last looked at */
};

/* Copies `path`, which is absolute or NULL, and reads it.  Logs an error. */
void rules_reload_open(struct rules_reload *, const char *path,
		       const struct method *own);

/*
 * Looks once a second at most whether a file has changed, and reads the rules
 * again then.  Returns whether `current` is another version.  A long list takes
 * long to read, so call this while no request waits.
 */
bool rules_reload_refresh(struct rules_reload *);

void rules_reload_close(struct rules_reload *);

#endif
