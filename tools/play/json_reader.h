/*
 * json_reader - reads a JSON file by lists of accepted keys.  An error names
 * the file, the line, and the path in it: "steps[1].then[0].hook".
 */
#ifndef ECHOAPP_JSON_READER_H
#define ECHOAPP_JSON_READER_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/json_scan.h"
#include "base/json_token.h"

struct scenario;

struct json_reader {
	const char *file;
	struct json_scan scan;
	struct buffer path; /* of the current value; ends with a NUL */
	struct error *error;

	/* The result. */
	struct scenario *scenario;
	size_t parent;	  /* step whose "then" is read, or NO_STEP */
	unsigned session; /* of the next step */
};

/* A member that an object may have. */
struct json_reader_key {
	const char *name; /* NULL ends a list */
	unsigned kinds;	  /* enum json_kind, as bits */
	int (*read)(struct json_reader *, const struct json_token *value);
};

/* Sets the error, with the place of the token; always -1. */
int json_reader_fail(struct json_reader *, const struct json_token *at,
		     const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * Appends a part to the path.  json_reader_leave() takes the returned value,
 * and removes the part again.
 */
size_t json_reader_enter(struct json_reader *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void json_reader_leave(struct json_reader *, size_t back);

/* The line, from 1, of an offset in bytes. */
unsigned json_reader_line(const struct json_scan *, size_t offset);

/* A string's text, or the JSON of another value; the caller frees it. */
char *json_reader_to_text(const struct json_reader *,
			  const struct json_token *);

/* Reads one member, or all of an object; 0, or -1 with the error set. */
int json_reader_member(struct json_reader *, const struct json_token *name,
		       const struct json_token *value,
		       const struct json_reader_key *);
int json_reader_object(struct json_reader *, const struct json_token *object,
		       const struct json_reader_key *);

/* For a key that is accepted, and read elsewhere. */
int json_reader_skip(struct json_reader *, const struct json_token *value);

#endif
