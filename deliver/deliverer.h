/*
 * deliverer - runs the senders of all destinations.
 */
#ifndef ECHOAPP_DELIVERER_H
#define ECHOAPP_DELIVERER_H

#include <signal.h>
#include <stdbool.h>

#include "conf/conf.h"

/*
 * Delivers until *stopped is set, or with `once` until nothing can be delivered
 * for now.  Reads deliver.conf again when it changes; a version with an error
 * is logged, and the one before stays in force.  Returns an exit code: with
 * `once` EXIT_TEMPORARY if a destination is in trouble.
 */
int deliverer_run(struct conf_file *, bool once,
		  const volatile sig_atomic_t *stopped);

#endif
