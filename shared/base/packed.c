/* packed - reads a compressed file, at any offset of what it unpacks to. */

#include "packed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "buffer.h"
#include "die.h"
#include "packed_codec.h"
#include "packed_table.h"
#include "write_all.h"

/* Bytes read, and bytes unpacked, at a time. */
#define READ_BYTES ((size_t)128 << 10)
#define BLOCK_BYTES ((size_t)1 << 20)

const bool packed_is_linked = true;

/* Where a frame begins; the last row is the end of the last frame. */
struct frame {
	off_t packed, unpacked;
};

struct block {
	off_t offset; /* unpacked */
	struct buffer bytes;
};

struct packed {
	int fd, dir;
	const struct packed_codec *codec;
	void *state;
	struct buffer in;
	struct packed_span unread; /* of `in` */
	off_t in_offset;	   /* in the file, of the next read */
	off_t out_offset;	   /* of the next byte unpacked */
	bool between;		   /* no frame has begun that has not ended */
	off_t size;		   /* unpacked; -1: unknown */
	struct frame *frames;	   /* NULL: there is no table */
	size_t frame_count;
	/* The last blocks that were unpacked: readers go back a little. */
	struct block blocks[2];
	unsigned newest;
	int spool; /* a file with all of it, unpacked; -1: there is none */
};

static int
damaged(void)
{
	errno = EBADMSG;
	return -1;
}

/* Checks the table and adds up its rows; false: it is none. */
static bool
use_table(struct packed *p, const unsigned char *table, size_t count,
	  off_t bytes)
{
	struct frame at = { 0 };
	size_t i;

	if (packed_table_number(table) != PACKED_TABLE_SKIPPABLE)
		return false;
	p->frames = calloc(count + 1, sizeof *p->frames);
	if (!p->frames)
		die(EXIT_TEMPORARY, "cannot read a compressed file:");
	for (i = 0; i < count; i++) {
		const unsigned char *row =
		    table + PACKED_TABLE_HEAD + i * PACKED_TABLE_ROW;
		uint32_t unpacked = packed_table_number(row + 4);

		p->frames[i] = at;
		at.packed += packed_table_number(row);
		at.unpacked += unpacked;
		if (unpacked == 0 || unpacked > PACKED_TABLE_FRAME_MAX)
			break;
	}
	p->frames[i] = at;
	if (i < count || at.packed != bytes) {
		free(p->frames);
		p->frames = NULL;
		return false;
	}
	p->frame_count = count;
	p->size = at.unpacked;
	return true;
}

/* Reads the table at the end of the file, if it has one that we can use. */
static void
read_table(struct packed *p, off_t size)
{
	unsigned char foot[PACKED_TABLE_FOOT], *table;
	size_t count, bytes;

	if (size < (off_t)sizeof foot ||
	    pread(p->fd, foot, sizeof foot, size - (off_t)sizeof foot) !=
		(ssize_t)sizeof foot ||
	    packed_table_number(foot + 5) != PACKED_TABLE_MAGIC || foot[4] != 0)
		return;
	count = packed_table_number(foot);
	bytes = PACKED_TABLE_HEAD + count * PACKED_TABLE_ROW + sizeof foot;
	if ((off_t)bytes > size)
		return;
	table = malloc(bytes);
	if (!table)
		die(EXIT_TEMPORARY, "cannot read a compressed file:");
	if (pread(p->fd, table, bytes, size - (off_t)bytes) == (ssize_t)bytes)
		use_table(p, table, count, size - (off_t)bytes);
	free(table);
}

struct packed *
packed_open(int fd, enum packed_kind kind, int dir)
{
	struct packed *p = calloc(1, sizeof *p);
	struct stat st;

	if (!p)
		die(EXIT_TEMPORARY, "cannot read a compressed file:");
	p->fd = fd;
	p->dir = dir;
	p->spool = -1;
	p->size = -1;
	p->between = true;
	p->codec = kind == PACKED_GZIP ? &packed_gzip : &packed_zstd;
	p->state = p->codec->open();
	if (!p->state)
		die(EXIT_TEMPORARY, "cannot read a compressed file:");
	if (fstat(fd, &st)) {
		packed_close(p);
		return NULL;
	}
	/* Even nothing is a frame when it is compressed. */
	if (st.st_size == 0) {
		packed_close(p);
		damaged();
		return NULL;
	}
	if (kind == PACKED_ZSTD)
		read_table(p, st.st_size);
	return p;
}

void
packed_close(struct packed *p)
{
	int error = errno;

	p->codec->close(p->state);
	buffer_free(&p->in);
	buffer_free(&p->blocks[0].bytes);
	buffer_free(&p->blocks[1].bytes);
	free(p->frames);
	if (p->spool >= 0)
		close(p->spool);
	close(p->fd);
	free(p);
	errno = error;
}

/* Goes to where a frame begins. */
static void
restart(struct packed *p, struct frame at)
{
	p->codec->restart(p->state);
	p->unread.left = 0;
	p->in_offset = at.packed;
	p->out_offset = at.unpacked;
	p->between = true;
}

/* Reads on in the file; 0 at its end, -1 with errno. */
static int
read_more(struct packed *p)
{
	ssize_t n;

	p->in.len = 0;
	n = pread(p->fd, buffer_reserve(&p->in, READ_BYTES), READ_BYTES,
		  p->in_offset);
	if (n <= 0)
		return (int)n;
	p->in_offset += n;
	p->unread = (struct packed_span){ p->in.at, (size_t)n };
	return 1;
}

/*
 * Unpacks what the spans allow, and reads on if nothing is left to unpack.  1:
 * go on; 0: the file ends, after a whole frame; -1 with errno.
 */
static int
step(struct packed *p, struct packed_span *room)
{
	const size_t before = room->left;
	int got = p->unread.left ? 1 : read_more(p), end;
	const size_t unread = p->unread.left;

	if (got < 0 || (got == 0 && p->between))
		return got;
	/* At the file's end the codec may still hold unpacked bytes. */
	end = p->codec->unpack(p->state, &p->unread, room);
	if (end < 0 ||
	    (end == 0 && room->left == before && p->unread.left == unread))
		return damaged();
	p->between = end == 1;
	return 1;
}

/*
 * Unpacks the next `max` bytes into the older block; fewer are the last ones.
 * 0, or -1 with errno.
 */
static int
unpack(struct packed *p, size_t max)
{
	struct block *b = &p->blocks[p->newest ^= 1];
	struct packed_span room = { NULL, max };
	int got = 1;

	b->offset = p->out_offset;
	b->bytes.len = 0;
	room.at = buffer_reserve(&b->bytes, max);
	while (room.left > 0 && (got = step(p, &room)) == 1)
		;
	if (got < 0) {
		restart(p, (struct frame){ 0 });
		return -1;
	}
	b->bytes.len = max - room.left;
	p->out_offset += (off_t)b->bytes.len;
	if (got == 0)
		p->size = p->out_offset;
	return 0;
}

/* The block that holds the offset, or NULL. */
static const struct block *
find_block(const struct packed *p, off_t offset)
{
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct block *b = &p->blocks[i];

		if (offset >= b->offset &&
		    offset < b->offset + (off_t)b->bytes.len)
			return b;
	}
	return NULL;
}

/* Unpacks the frame that holds the offset.  0, or -1 with errno. */
static int
unpack_frame(struct packed *p, off_t offset)
{
	size_t low = 0, high = p->frame_count;
	struct packed_span none = { NULL, 0 };
	off_t bytes;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (p->frames[middle].unpacked <= offset)
			low = middle;
		else
			high = middle;
	}
	restart(p, p->frames[low]);
	bytes = p->frames[low + 1].unpacked - p->frames[low].unpacked;
	if (unpack(p, (size_t)bytes))
		return -1;
	/* The checksum stands after the last byte. */
	while (!p->between)
		if (step(p, &none) < 0)
			return -1;
	return p->out_offset == p->frames[low + 1].unpacked ? 0 : damaged();
}

/*
 * Unpacks until the offset is in a block, or to the end.  A file without a
 * table is unpacked from its beginning if the offset lies before the blocks.
 */
static int
unpack_upto(struct packed *p, off_t offset)
{
	if (p->size >= 0 && offset >= p->size)
		return 0;
	if (p->frames)
		return unpack_frame(p, offset);
	if (offset < p->out_offset)
		restart(p, (struct frame){ 0 });
	while (p->out_offset <= offset) {
		off_t before = p->out_offset;

		if (unpack(p, BLOCK_BYTES))
			return -1;
		if (p->out_offset == before)
			return 0;
	}
	return 0;
}

off_t
packed_size(struct packed *p)
{
	if (p->size < 0 && unpack_upto(p, INT64_MAX - 1))
		return -1;
	return p->size;
}

ssize_t
packed_read(struct packed *p, char *into, size_t n, off_t offset)
{
	const struct block *b;
	size_t from;

	if (p->spool >= 0)
		return pread(p->spool, into, n, offset);
	b = find_block(p, offset);
	if (!b) {
		if (unpack_upto(p, offset))
			return -1;
		b = find_block(p, offset);
	}
	if (!b)
		return 0;
	from = (size_t)(offset - b->offset);
	if (n > b->bytes.len - from)
		n = b->bytes.len - from;
	memcpy(into, b->bytes.at + from, n);
	return (ssize_t)n;
}

/* A file without a name, beside the compressed one if that is possible. */
static int
open_spool(int dir)
{
	int fd = openat(dir, ".", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

	return fd >= 0 ? fd : memfd_create("unpacked", MFD_CLOEXEC);
}

int
packed_allow_reverse(struct packed *p)
{
	const struct block *b;
	int spool;

	if (p->frames || p->spool >= 0)
		return 0;
	spool = open_spool(p->dir);
	if (spool < 0)
		return -1;
	restart(p, (struct frame){ 0 });
	do {
		if (unpack(p, BLOCK_BYTES))
			break;
		b = &p->blocks[p->newest];
		if (b->bytes.len == 0) {
			p->spool = spool;
			return 0;
		}
	} while (write_all(spool, b->bytes.at, b->bytes.len) == 0);
	close(spool);
	return -1;
}
