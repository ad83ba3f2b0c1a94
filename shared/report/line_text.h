/* readable - a line of the journal as a person reads it. */
#ifndef ECHOAPP_LINE_TEXT_H
#define ECHOAPP_LINE_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "journal/journal_line.h"

/*
 * Appends it, without a newline: when, hook, status answered, how long that
 * took, who, status told, what was wrong, and the id.  Safe for a terminal.
 */
void line_text_add(struct buffer *, const struct journal_line *);

/* Is this user caller or callee, sender or receiver, or the account? */
bool line_text_is_of_user(const struct journal_line *, const char *user);

#endif
