/*
 * sheet - names and values of one thing: lines for a person, one JSON object
 * in one line for a program.
 */
#ifndef ECHOAPP_KEY_VALUES_H
#define ECHOAPP_KEY_VALUES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/timestamp.h"

struct key_values {
	bool json;
	struct buffer out;
	unsigned depth;
	bool has_member; /* a member stands before the next one */
};

void key_values_begin(struct key_values *, bool json);
/* Prints it, and frees it. */
void key_values_end(struct key_values *);

/* NULL, and TIMESTAMP_NONE: it is left out in words, and null for programs. */
void key_values_text(struct key_values *, const char *name, const char *text);
void key_values_number(struct key_values *, const char *name, int64_t);
void key_values_flag(struct key_values *, const char *name, bool);
void key_values_timestamp(struct key_values *, const char *name, timestamp);
/* Microseconds; shown as seconds. */
void key_values_duration(struct key_values *, const char *name, int64_t);

/* Things within it; a name is NULL in a list. */
void key_values_group(struct key_values *, const char *name);
void key_values_group_end(struct key_values *);
void key_values_list(struct key_values *, const char *name);
void key_values_list_end(struct key_values *);

/* A line for a person, already safe; nothing for a program. */
void key_values_line(struct key_values *, const char *text, size_t len);

#endif
