/* batch - messages that one request delivers. */

#include "batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/digest.h"
#include "base/str.h"

void
batch_start(struct batch *b, const struct delivery_position *p)
{
	b->count = 0;
	b->text.len = 0;
	b->after = *p;
	b->moved = false;
}

bool
batch_is_full(const struct batch *b, size_t max)
{
	return b->count >= max || b->text.len >= BATCH_BYTES_MAX;
}

void
batch_begin_message(struct batch *b, const char *id, const char *type,
		    timestamp when)
{
	char time[TIMESTAMP_SIZE];
	struct message *m;

	if (b->count == b->cap) {
		b->cap = b->cap ? b->cap * 2 : 16;
		b->at = reallocarray(b->at, b->cap, sizeof *b->at);
		if (!b->at)
			die(EXIT_TEMPORARY,
			    "cannot store %zu messages:", b->cap);
	}
	timestamp_format(time, sizeof time, when);
	m = &b->at[b->count++];
	str_copy(m->id, sizeof m->id, id);
	m->when = when;
	m->start = b->text.len;
	buffer_str(&b->text, "{\"id\":\"");
	buffer_str(&b->text, id);
	buffer_str(&b->text, "\",\"type\":\"");
	buffer_str(&b->text, type);
	buffer_str(&b->text, "\",\"timestamp\":\"");
	buffer_str(&b->text, time);
	buffer_str(&b->text, "\",\"data\":");
	m->data = b->text.len;
}

void
batch_end_message(struct batch *b)
{
	buffer_byte(&b->text, '}');
	b->at[b->count - 1].end = b->text.len;
}

/* The same messages have the same id. */
static void
batch_id(const struct batch *b, char id[MESSAGE_ID_SIZE])
{
	char hex[DIGEST_HEX_SIZE];
	struct buffer ids = { 0 };
	size_t i;

	for (i = 0; i < b->count; i++) {
		buffer_str(&ids, b->at[i].id);
		buffer_byte(&ids, '\n');
	}
	digest_sha256_hex(hex, (struct bytes){ ids.at, ids.len });
	snprintf(id, MESSAGE_ID_SIZE, "batch_%.32s", hex);
	buffer_free(&ids);
}

void
batch_print(const struct batch *b, struct buffer *out, char id[MESSAGE_ID_SIZE],
	    bool is_array)
{
	char time[TIMESTAMP_SIZE];
	size_t i;

	if (!is_array) {
		str_copy(id, MESSAGE_ID_SIZE, b->at[0].id);
		buffer_add(out, b->text.at + b->at[0].start,
			   b->at[0].end - b->at[0].start);
		return;
	}
	batch_id(b, id);
	timestamp_format(time, sizeof time, timestamp_now());
	buffer_str(out, "{\"id\":\"");
	buffer_str(out, id);
	buffer_str(out, "\",\"type\":\"batch\",\"timestamp\":\"");
	buffer_str(out, time);
	buffer_str(out, "\",\"data\":[");
	for (i = 0; i < b->count; i++) {
		if (i)
			buffer_byte(out, ',');
		buffer_add(out, b->text.at + b->at[i].start,
			   b->at[i].end - b->at[i].start);
	}
	buffer_str(out, "]}");
}

void
batch_free(struct batch *b)
{
	free(b->at);
	buffer_free(&b->text);
	*b = (struct batch){ 0 };
}
