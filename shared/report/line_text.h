/* readable - a line of the journal as a person reads it. */
#ifndef ECHOAPP_READABLE_H
#define ECHOAPP_READABLE_H

#include <stdbool.h>

#include "base/buffer.h"
#include "journal/journal_line.h"

/*
 * Appends it, without a newline: when, hook, status answered, how long that
 * took, who, status told, what was wrong, and the id.  Safe for a terminal.
 */
void readable_add(struct buffer *, const struct event *);

/* Is this user caller or callee, sender or receiver, or the account? */
bool readable_is_of(const struct event *, const char *user);

#endif
