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

struct reader {
	const char *file;
	struct scan scan;
	struct buffer place; /* ends with a NUL */
	struct buffer *error;

	/* What is made of it. */
	struct scenario *scenario;
	size_t parent;	  /* the step in whose "then" we are */
	unsigned session; /* that the next step is in */
};

/* A member that may stand in an object. */
struct key {
	const char *name; /* NULL ends a list */
	unsigned kinds;
	int (*read)(struct reader *, const struct token *value);
};

/* Says what is wrong at a token; -1. */
int reader_wrong(struct reader *, const struct token *at, const char *format,
		 ...) __attribute__((format(printf, 3, 4)));

/* Goes one level down in the place; what it returns leads up again. */
size_t reader_enter(struct reader *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void reader_leave(struct reader *, size_t back);

unsigned reader_line(const struct scan *, size_t offset);

/* What a string says, or the text of another value; to be freed. */
char *reader_word(const struct reader *, const struct token *);

/* Reads one member, or all of an object; -1 after something wrong. */
int reader_key(struct reader *, const struct token *name,
	       const struct token *value, const struct key *);
int reader_keys(struct reader *, const struct token *object,
		const struct key *);

/* For a key that somebody else reads. */
int reader_skip(struct reader *, const struct token *value);

#endif
