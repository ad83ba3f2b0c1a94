/*
 * packed_codec - what packed.c and packed_write.c need of a compression
 * library.
 */
#ifndef ECHOAPP_PACKED_CODEC_H
#define ECHOAPP_PACKED_CODEC_H

#include <stddef.h>

#include "buffer.h"

/* Bytes that a codec reads or writes; it moves `at` and lowers `left`. */
struct packed_span {
	char *at;
	size_t left;
};

/*
 * A compressed file is a row of frames (gzip calls them members), each of which
 * can be unpacked without the others.
 */
struct packed_codec {
	/* A state to unpack with.  NULL: there is no memory. */
	void *(*open)(void);
	void (*close)(void *state);

	/* Expects the first byte of a frame next. */
	void (*restart)(void *state);

	/*
	 * Unpacks as much as the spans allow.  Returns 1 at the end of a frame,
	 * 0 before it, and -1 if the bytes are damaged.
	 */
	int (*unpack)(void *state, struct packed_span *in,
		      struct packed_span *out);

	/* Appends one whole frame.  0, or -1 without memory. */
	int (*pack)(struct buffer *out, const char *at, size_t len);
};

extern const struct packed_codec packed_zstd, packed_gzip;

#endif
