/*
 * reader - reads a file of JSON by lists of the keys that may stand in it, and
 * says what is wrong by file, line, and place: "steps[1].then[0].hook".
 */
#ifndef ECHOAPP_READER_H
#define ECHOAPP_READER_H

#include "base/buffer.h"
#include "base/json_scan.h"
#include "base/json_token.h"

struct scenario;

struct json_reader {
	const char *file;
	struct json_scan scan;
	struct buffer path; /* ends with a NUL */
	struct buffer *error;

	/* What is made of it. */
	struct scenario *scenario;
	size_t parent;	  /* the step in whose "then" we are */
	unsigned session; /* that the next step is in */
};

/* A member that may stand in an object. */
struct json_reader_key {
	const char *name; /* NULL ends a list */
	unsigned kinds;
	int (*read)(struct json_reader *, const struct json_token *value);
};

/* Says what is wrong at a token; -1. */
int json_reader_fail(struct json_reader *, const struct json_token *at,
		     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Goes one level down in the place; what it returns leads up again. */
size_t json_reader_enter(struct json_reader *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void json_reader_leave(struct json_reader *, size_t back);

unsigned json_reader_line(const struct json_scan *, size_t offset);

/* What a string says, or the text of another value; to be freed. */
char *json_reader_to_text(const struct json_reader *,
			  const struct json_token *);

/* Reads one member, or all of an object; -1 after something wrong. */
int json_reader_member(struct json_reader *, const struct json_token *name,
		       const struct json_token *value,
		       const struct json_reader_key *);
int json_reader_object(struct json_reader *, const struct json_token *object,
		       const struct json_reader_key *);

/* For a key that somebody else reads. */
int json_reader_skip(struct json_reader *, const struct json_token *value);

#endif
