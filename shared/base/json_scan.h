/*
 * json_scan - reads a JSON text in place: one pass, strict (RFC 8259), exact.
 *
 * The answer to a hook is the bytes of the hook, and a changed answer keeps
 * every other member byte for byte, numbers of any length included.  A tree of
 * values cannot do that.  So json_scan() leaves the text as it is, and makes a
 * token of each name and value: where it begins and where it ends.
 *
 * Tokens are in the order of the text.  The tokens inside a container follow
 * the container's own; json_token.h walks them.
 *
 * The text must outlive its tokens.  A zeroed struct json_scan is ready for
 * use; it keeps its memory from one text to the next.
 */
#ifndef ECHOAPP_JSON_SCAN_H
#define ECHOAPP_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * The deepest nesting that is read; the outermost object is level 1.  A line of
 * the journal has a body inside, and so may be one level deeper.
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
	uint32_t next;	/* index of the first token after this one's content */
	unsigned kind : 8;
	unsigned escaped : 1;	     /* a string with a backslash */
	unsigned lone_surrogate : 1; /* a string with half a surrogate pair */
	unsigned is_name : 1;
};

struct json_scan {
	const char *text;
	size_t len;
	struct json_token *tokens;
	size_t count;
	size_t cap;
	size_t extra_depth; /* levels allowed beyond JSON_SCAN_DEPTH */
	bool has_space;	    /* there is white space between tokens */
	const char *error;  /* what is wrong; NULL: nothing */
	size_t error_at;    /* at which byte, from 0 */
	uint64_t serial;    /* a new number for each text */
};

/*
 * Reads `text`, which must be one JSON object with or without white space
 * around it.  Returns 0, or -1 with error and error_at set.
 */
int json_scan(struct json_scan *, const char *text, size_t len);

/* Is the text exactly one JSON value, of any kind? */
bool json_scan_is_value(const char *text);

/* Frees the memory if it has room for more than `keep` tokens. */
void json_scan_trim(struct json_scan *, size_t keep);
void json_scan_free(struct json_scan *);

#endif
