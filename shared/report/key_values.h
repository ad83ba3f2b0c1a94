/*
 * key_values - names and values: lines for a person, or one JSON object in one
 * line for a program.
 */
#ifndef ECHOAPP_KEY_VALUES_H
#define ECHOAPP_KEY_VALUES_H

#include <stdbool.h>

#include "base/buffer.h"
#include "base/timestamp.h"

struct key_values {
	bool json;
	struct buffer out;
	unsigned depth;	 /* of groups and lists */
	bool has_member; /* the next member follows another */
};

void key_values_begin(struct key_values *, bool json);
/* Prints to standard output, and frees the buffer. */
void key_values_end(struct key_values *);

/*
 * A value; `name` is NULL in a list.  A value of NULL or TIMESTAMP_NONE
 * is left out for a person, and null for a program.
 */
void key_values_text(struct key_values *, const char *name, const char *text);
void key_values_number(struct key_values *, const char *name, int64_t);
/* For a person, with a unit. */
void key_values_bytes(struct key_values *, const char *name, int64_t);
void key_values_flag(struct key_values *, const char *name, bool);
void key_values_timestamp(struct key_values *, const char *name, timestamp);
/* Microseconds, printed as seconds. */
void key_values_duration(struct key_values *, const char *name, int64_t);

/* An object or a list within; `name` is NULL in a list. */
void key_values_group(struct key_values *, const char *name);
void key_values_group_end(struct key_values *);
void key_values_list(struct key_values *, const char *name);
void key_values_list_end(struct key_values *);

/* A line for a person, already escaped; nothing for a program. */
void key_values_line(struct key_values *, const char *text, size_t len);

#endif
