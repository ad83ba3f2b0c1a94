/* packed_write - compresses a file. */

#include "packed_write.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "buffer.h"
#include "die.h"
#include "packed_codec.h"
#include "packed_table.h"
#include "write_all.h"

struct packed_write {
	int fd;
	const struct packed_codec *codec;
	bool has_table;
	struct buffer frame;  /* of bytes not written yet */
	struct buffer packed; /* the same, compressed */
	struct buffer table;
	uint32_t frames;
};

struct packed_write *
packed_write_open(int fd, enum packed_kind kind)
{
	struct packed_write *w = calloc(1, sizeof *w);

	if (!w)
		die(EXIT_TEMPORARY, "cannot compress a file:");
	w->fd = fd;
	w->has_table = kind == PACKED_ZSTD;
	w->codec = w->has_table ? &packed_zstd : &packed_gzip;
	return w;
}

void
packed_write_free(struct packed_write *w)
{
	buffer_free(&w->frame);
	buffer_free(&w->packed);
	buffer_free(&w->table);
	free(w);
}

static void
add_number(struct buffer *b, uint32_t n)
{
	int i;

	for (i = 0; i < 32; i += 8)
		buffer_byte(b, (char)(n >> i & 0xff));
}

static int
write_frame(struct packed_write *w)
{
	w->packed.len = 0;
	if (w->codec->pack(&w->packed, w->frame.at, w->frame.len)) {
		errno = ENOMEM;
		return -1;
	}
	add_number(&w->table, (uint32_t)w->packed.len);
	add_number(&w->table, (uint32_t)w->frame.len);
	w->frames++;
	w->frame.len = 0;
	return write_all(w->fd, w->packed.at, w->packed.len);
}

int
packed_write_add(struct packed_write *w, const char *at, size_t len)
{
	while (len > 0) {
		size_t room = PACKED_WRITE_FRAME - w->frame.len;
		size_t n = len < room ? len : room;

		buffer_add(&w->frame, at, n);
		at += n;
		len -= n;
		if (w->frame.len == PACKED_WRITE_FRAME && write_frame(w))
			return -1;
	}
	return 0;
}

/* packed_table.h describes it. */
static int
write_table(struct packed_write *w)
{
	struct buffer b = { 0 };
	int bad;

	add_number(&b, PACKED_TABLE_SKIPPABLE);
	add_number(&b, (uint32_t)w->table.len + PACKED_TABLE_FOOT);
	buffer_add(&b, w->table.at, w->table.len);
	add_number(&b, w->frames);
	buffer_byte(&b, 0);
	add_number(&b, PACKED_TABLE_MAGIC);
	bad = write_all(w->fd, b.at, b.len);
	buffer_free(&b);
	return bad;
}

int
packed_write_end(struct packed_write *w)
{
	/* A file without frames is damaged, so nothing has one without bytes.
	 */
	if ((w->frame.len || !w->frames) && write_frame(w))
		return -1;
	return w->has_table ? write_table(w) : 0;
}
