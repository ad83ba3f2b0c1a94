/*
 * packed_absent - packed and packed_write for programs that load no library to
 * compress.
 */

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "packed.h"
#include "packed_write.h"

const bool packed_is_linked = false;

static int
refuse(void)
{
	errno = ENOTSUP;
	return -1;
}

struct packed *
packed_open(int fd, enum packed_kind kind, int dir)
{
	(void)kind;
	(void)dir;
	close(fd);
	refuse();
	return NULL;
}

/* The others are never called, because none of these can be opened. */

void
packed_close(struct packed *p)
{
	(void)p;
}

off_t
packed_size(struct packed *p)
{
	(void)p;
	return refuse();
}

ssize_t
packed_read(struct packed *p, char *into, size_t n, off_t offset)
{
	(void)p;
	(void)into;
	(void)n;
	(void)offset;
	return refuse();
}

int
packed_allow_reverse(struct packed *p)
{
	(void)p;
	return refuse();
}

struct packed_write *
packed_write_open(int fd, enum packed_kind kind)
{
	(void)fd;
	(void)kind;
	refuse();
	return NULL;
}

int
packed_write_add(struct packed_write *w, const char *at, size_t len)
{
	(void)w;
	(void)at;
	(void)len;
	return refuse();
}

int
packed_write_end(struct packed_write *w)
{
	(void)w;
	return refuse();
}

void
packed_write_free(struct packed_write *w)
{
	(void)w;
}
