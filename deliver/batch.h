/*
 * batch - messages that one request delivers, and where the destination is
 * after them.
 *
 * A message is a call record, or a hook, as JSON:
 *
 *	{"id":"cdr_UNIQUEID.REVISION","type":"cdr","timestamp":TIME,"data":{...}}
 *	{"id":"hook_DIGEST","type":"CallStatusEvent",...}
 *
 * The id is the same however often the message is sent, so that a receiver can
 * tell doubles.
 */
#ifndef ECHOAPP_BATCH_H
#define ECHOAPP_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/timestamp.h"
#include "delivery/dead_letters.h"
#include "delivery/delivery_position.h"

/* A batch takes no more messages when it has so many bytes. */
#define BATCH_BYTES_MAX ((size_t)4 << 20)

#define MESSAGE_ID_SIZE DEAD_LETTER_ID_SIZE

struct message {
	char id[MESSAGE_ID_SIZE];
	timestamp when;
	size_t start, end; /* in the text */
	size_t data;	   /* where the value of "data" begins */
};

/* A zeroed struct is an empty batch; it keeps its memory. */
struct batch {
	struct message *at;
	size_t count;
	size_t cap;
	struct buffer text;
	struct delivery_position after;
	bool moved; /* `after` is not where the batch began */
};

/* Empties the batch, which begins at that position. */
void batch_start(struct batch *, const struct delivery_position *);

bool batch_is_full(const struct batch *, size_t max);

/*
 * Begins a message, after which the caller appends the value of "data" to
 * b->text, and calls batch_end_message().
 */
void batch_begin_message(struct batch *, const char *id, const char *type,
			 timestamp);
void batch_end_message(struct batch *);

/*
 * Appends what is sent: the message, or for more than one an object of the type
 * "batch", whose data is an array of them.  `id` gets that of the request.
 */
void batch_print(const struct batch *, struct buffer *,
		 char id[MESSAGE_ID_SIZE], bool is_array);

void batch_free(struct batch *);

#endif
