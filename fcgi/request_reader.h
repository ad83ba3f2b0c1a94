/*
 * request_reader - puts the records of one connection together to a request.
 *
 * It answers by itself what needs no handler: management records, roles other
 * than responder, a second request at the same time, an abort.
 */
#ifndef ECHOAPP_REQUEST_READER_H
#define ECHOAPP_REQUEST_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* The longest variables of a request, all together; bytes. */
#define REQUEST_READER_PARAMS_MAX ((size_t)256 * 1024)

/* A zeroed struct waits for a request. */
struct request_reader {
	struct buffer partial; /* the beginning of a record */
	struct buffer params;  /* the pairs of PARAMS */
	struct buffer body;    /* of STDIN */
	struct buffer replies; /* what has to be sent at once */
	uint16_t id;
	bool active; /* a request has begun */
	bool whole;  /* and has come to its end */
	bool keep;   /* the connection stays open after the response */
	bool close;  /* the connection has to be closed after the replies */
	bool params_end, body_end;
	bool truncated; /* the body was longer than the limit */
};

enum request_reader_state {
	REQUEST_READER_WAITS,  /* for more bytes */
	REQUEST_READER_WHOLE,  /* the request may be answered */
	REQUEST_READER_BROKEN, /* this is not FastCGI: close */
};

/*
 * Reads the next bytes.  Of a body longer than `body_max` the first body_max +
 * 1 bytes are kept.  Once the request is whole, the connection belongs to the
 * one who answers it.
 */
enum request_reader_state request_reader_feed(struct request_reader *,
					      const char *bytes, size_t len,
					      size_t body_max);

/*
 * Sends the replies, without waiting; false: the connection has to be closed.
 */
bool request_reader_reply(struct request_reader *, int fd);

/* Has a request, or a record, begun? */
bool request_reader_has_begun(const struct request_reader *);

/* The bytes that are kept at present. */
size_t request_reader_size(const struct request_reader *);

/* Appends records from which another reader comes to the same state. */
void request_reader_dump(const struct request_reader *, struct buffer *);

/* Waits for the next request; the memory is freed. */
void request_reader_reset(struct request_reader *);

/* The same, but buffers of at most `keep` bytes are used again. */
void request_reader_next(struct request_reader *, size_t keep);

#endif
