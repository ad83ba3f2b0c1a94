/*
 * scan - reads a JSON text in place: one pass, strict (RFC 8259), exact.
 *
 * The answer to a hook is its own bytes, and a changed answer keeps every
 * other member as it came, numbers of any length included.  A tree of values
 * cannot promise that, so scan leaves the text where it is and notes, for
 * every name and value, from where to where it stands.
 *
 * Tokens stand in the order of the text, those of a container between it and
 * what follows it; token.h walks them.
 *
 * The text must outlive its tokens; a struct json_scan is used again and again
 * and keeps its memory.  A zeroed one is ready for use.
 */
#ifndef ECHOAPP_SCAN_H
#define ECHOAPP_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The deepest nesting that is read; the outermost object is the first.  A line
 * of the journal holds a body, and so is one level deeper.
 */
#define JSON_SCAN_DEPTH 64
#define JSON_SCAN_EXTRA_MAX 1

/* Bits, so that a field can allow several. */
enum json_kind {
	JSON_STRING = 1,
	JSON_NUMBER = 2,
	JSON_BOOLEAN = 4,
	JSON_NULL = 8, /* null */
	JSON_OBJECT = 16,
	JSON_ARRAY = 32,
};

struct json_token {
	uint32_t start; /* offset of its first byte, a quote included */
	uint32_t end;	/* offset past its last byte */
	uint32_t next;	/* index of the token to go on with */
	unsigned kind : 8;
	unsigned escaped : 1; /* a string that holds a backslash */
	unsigned
	    lone_surrogate : 1; /* a string that holds half a surrogate pair */
	unsigned is_name : 1;
};

struct json_scan {
	const char *text;
	size_t len;
	struct json_token *tokens;
	size_t count;
	size_t cap;
	size_t extra_depth; /* levels that are read beyond JSON_SCAN_DEPTH */
	bool has_space;	    /* white space stands between tokens */
	const char *error;  /* what is wrong, */
	size_t error_at;    /* and at which byte, the first being 0 */
	uint64_t serial;    /* another number for every text that is read */
};

/*
 * Reads `text`, which must be one JSON object, white space around it allowed.
 * Returns 0, or -1 with error and error_at set.
 */
int json_scan(struct json_scan *, const char *text, size_t len);

/* Is this exactly one JSON value, of any kind? */
bool json_scan_is_value(const char *text);

/* Gives memory back when the last text needed more than `keep` tokens. */
void json_scan_trim(struct json_scan *, size_t keep);
void json_scan_free(struct json_scan *);

#endif
