/* line_text - a line of the journal for a person, and whom it names. */
#ifndef ECHOAPP_LINE_TEXT_H
#define ECHOAPP_LINE_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "journal/journal_line.h"

/*
 * Appends time, hook, HTTP status, microseconds, parties, the status in the
 * body, notes and the id, without a newline.  Safe for a terminal.
 */
void line_text_add(struct buffer *, const struct journal_line *);

/* Who called, wrote, connected or streams, and to whom; or NULL. */
const char *line_text_source(const struct journal_line *);
const char *line_text_target(const struct journal_line *);

/* Is this user caller or callee, sender or receiver, or the account? */
bool line_text_is_of_user(const struct journal_line *, const char *user);

/*
 * False where a line that is not parsed yet cannot name the user; most lines
 * do not.
 */
bool line_text_may_have_user(const char *line, size_t len, const char *user);

#endif
