/*
 * fastcgi_record - the records of FastCGI 1.0, and the pairs of names and
 * values in them.
 */
#ifndef ECHOAPP_FASTCGI_RECORD_H
#define ECHOAPP_FASTCGI_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

#define FASTCGI_HEAD_SIZE ((size_t)8)
/* The longest content of a record that this program writes; bytes. */
#define FASTCGI_CONTENT_MAX ((size_t)65528)

enum fastcgi_type {
	FASTCGI_BEGIN_REQUEST = 1,
	FASTCGI_ABORT_REQUEST,
	FASTCGI_END_REQUEST,
	FASTCGI_PARAMS,
	FASTCGI_STDIN,
	FASTCGI_STDOUT,
	FASTCGI_STDERR,
	FASTCGI_DATA,
	FASTCGI_GET_VALUES,
	FASTCGI_GET_VALUES_RESULT,
	FASTCGI_UNKNOWN_TYPE,
};

/* How a request ended: protocolStatus of END_REQUEST. */
enum fastcgi_end {
	FASTCGI_REQUEST_COMPLETE,
	FASTCGI_CANT_MPX_CONN,
	FASTCGI_OVERLOADED,
	FASTCGI_UNKNOWN_ROLE,
};

#define FASTCGI_RESPONDER 1
#define FASTCGI_KEEP_CONN 1

struct fastcgi_head {
	uint8_t version;
	uint8_t type;
	uint16_t id; /* of the request; 0: a management record */
	size_t content_len;
	size_t padding_len;
};

struct fastcgi_pair {
	const char *name, *value; /* not terminated */
	size_t name_len, value_len;
};

/* Reads FASTCGI_HEAD_SIZE bytes. */
struct fastcgi_head fastcgi_record_head(const char *);

/* Appends a record's head; the content follows. */
void fastcgi_record_add_head(struct buffer *, enum fastcgi_type, uint16_t id,
			     size_t content_len);

/* Sets the length of the content in the record that begins there. */
void fastcgi_record_set_length(char *record, size_t content_len);

/* Appends END_REQUEST. */
void fastcgi_record_add_end(struct buffer *, uint16_t id, enum fastcgi_end);

void fastcgi_record_add_pair(struct buffer *, const char *name, size_t name_len,
			     const char *value, size_t value_len);

/*
 * Reads the pair at *at, and moves *at behind it.  False: there is no whole
 * pair before `end`; *at is `end` if all were read.
 */
bool fastcgi_record_next_pair(struct fastcgi_pair *, const char **at,
			      const char *end);

#endif
