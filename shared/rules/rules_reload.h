/*
 * rules_file - rules that are read again when they change.
 *
 * As with echoapp.conf, broken new ones keep the old ones in force, and say
 * so; who starts on broken ones has none to go by.
 */
#ifndef ECHOAPP_RULES_FILE_H
#define ECHOAPP_RULES_FILE_H

#include <stdbool.h>
#include <time.h>

#include "method.h"
#include "rules.h"

/* A file of rules, and what it said when it was last good. */
struct rules_reload {
	char *path; /* NULL: there is none, and there are no rules */
	const struct method *own;
	struct rules current;
	bool usable;	 /* `now` may be used */
	char error[512]; /* why the last reading failed; "" */
	struct rules failed;
	bool has_failed; /* then: knows the files of that reading */
	time_t checked;
};

/* `path`, absolute, or NULL, is copied.  Logs what is wrong. */
void rules_reload_open(struct rules_reload *, const char *path,
		       const struct method *own);

/*
 * Reads again what changed, looking once a second at most; true when `now` is
 * another.  A long list takes its time: call it when nobody waits.
 */
bool rules_reload_refresh(struct rules_reload *);

void rules_reload_close(struct rules_reload *);

#endif
