/*
 * carried_line - the line of the journal that has the sums of lines that purge
 * removed.
 *
 * It is the first line of its file:
 *
 *	{"time":T,"hook":"","status":0,"us":0,"purged":{"run":R,"all":true,
 *	"before":"2026-11-23","counts":[...],"answer_times":[...]}}
 */
#ifndef ECHOAPP_CARRIED_LINE_H
#define ECHOAPP_CARRIED_LINE_H

#include "base/buffer.h"
#include "carried.h"
#include "journal/journal_line.h"

/*
 * Adds the sums of a carried line (v->purged), which earlier versions wrote
 * without carried_set_purged().  Sets run, all, and before, if they are greater
 * than those there are.
 */
void carried_line_add(struct carried *, const struct journal_line *v);

/* The same without its sums. */
void carried_line_read_head(struct carried *, const struct journal_line *v);

/* Appends the carried line, with its newline. */
void carried_line_write(const struct carried *, timestamp, struct buffer *);

#endif
