/*
 * sheet - names and values of one thing: lines for a person, one JSON object
 * in one line for a program.
 */
#ifndef ECHOAPP_SHEET_H
#define ECHOAPP_SHEET_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/timestamp.h"

struct sheet {
	bool json;
	struct buffer out;
	unsigned depth;
	bool some; /* a member stands before the next one */
};

void sheet_begin(struct sheet *, bool json);
/* Prints it, and frees it. */
void sheet_end(struct sheet *);

/* NULL, and NEVER: it is left out in words, and null for programs. */
void sheet_text(struct sheet *, const char *name, const char *text);
void sheet_number(struct sheet *, const char *name, int64_t);
void sheet_flag(struct sheet *, const char *name, bool);
void sheet_moment(struct sheet *, const char *name, moment);
/* Microseconds; shown as seconds. */
void sheet_span(struct sheet *, const char *name, int64_t);

/* Things within it; a name is NULL in a list. */
void sheet_group(struct sheet *, const char *name);
void sheet_group_end(struct sheet *);
void sheet_list(struct sheet *, const char *name);
void sheet_list_end(struct sheet *);

/* A line for a person, already safe; nothing for a program. */
void sheet_line(struct sheet *, const char *text, size_t len);

#endif
