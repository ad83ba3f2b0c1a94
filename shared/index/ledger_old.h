/*
 * ledger_old - makes a ledger of version 1 one of today.
 *
 * Its lines were shorter: they had neither the disposition nor the time of
 * talk, which stay unknown.
 */
#ifndef ECHOAPP_LEDGER_OLD_H
#define ECHOAPP_LEDGER_OLD_H

#include <stdbool.h>

#include "base/error.h"

/* Is the open file a ledger of version 1? */
bool ledger_old_is(int fd);

/*
 * Writes its lines, with `header` before them and `unknown` at the end of each,
 * in place of its newline, to another file, which then takes the place of the
 * one at the path.  Returns 0, or -1 with the reason and the old file in place.
 */
int ledger_old_convert(int fd, const char *path, const char *header,
		       const char *unknown, struct error *);

#endif
