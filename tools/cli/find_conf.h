/* find_conf - which configuration a command is about. */
#ifndef ECHOAPP_FIND_CONF_H
#define ECHOAPP_FIND_CONF_H

#include "conf/conf.h"

/*
 * Opens `path`, which an option or a variable gave.  NULL or "": what the
 * programs for hooks work with, as they have noted in the state directory
 * (conf/in_force.h); else the default of conf_open().  Returns how it was
 * found, for a person; NULL: it was given.
 */
const char *find_conf(struct conf_file *, const char *path,
		      const char *state_dir);

#endif
