/* in_force_note - notes in STATE what is in force (conf/in_force.h). */
#ifndef ECHOAPP_IN_FORCE_NOTE_H
#define ECHOAPP_IN_FORCE_NOTE_H

#include <stdbool.h>
#include <time.h>

#include "conf/conf.h"
#include "rules/rules_reload.h"

/* The versions that are noted.  A zeroed struct has noted none. */
struct in_force_note {
	timestamp conf, rules; /* when they were loaded */
	time_t tried;
};

/*
 * Notes the version in force if another one is noted; tries once a second at
 * most.
 */
void in_force_note_write(struct in_force_note *, const struct conf_file *,
			 const struct rules_reload *);

#endif
