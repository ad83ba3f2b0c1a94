/*
 * fuzz_packed - any bytes as a compressed day, for libFuzzer.
 *
 * The first byte chooses Zstandard or gzip.  It is an error if the bytes that
 * are read at one offset differ from those that are read in another way.
 */

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/packed.h"
#include "fuzz/support/fuzz.h"

/* More is not read: small files may unpack to terabytes. */
#define WHOLE_MAX ((off_t)1 << 20)

static int dir;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	dir = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	MUST(dir >= 0);
	return 0;
}

static struct packed *
open_packed(enum packed_kind kind)
{
	int fd = open("day", O_RDONLY | O_CLOEXEC);

	MUST(fd >= 0);
	return packed_open(fd, kind, dir);
}

/* Reads all from the beginning; returns how much, or -1. */
static ssize_t
read_whole(struct packed *p, char *into, size_t size)
{
	size_t len = 0;
	ssize_t n;

	while ((n = packed_read(p, into + len, size - len, (off_t)len)) > 0)
		len += (size_t)n;
	return n < 0 ? -1 : (ssize_t)len;
}

/* Reads the same bytes from their end to their beginning, in pieces. */
static void
check_reverse(enum packed_kind kind, const char *whole, size_t len)
{
	struct packed *p = open_packed(kind);
	const size_t piece = len / 7 + 1;
	char *part = malloc(piece);
	size_t at = len, n;
	ssize_t got;

	MUST(p && part && packed_allow_reverse(p) == 0);
	for (; at > 0; at -= n) {
		n = at < piece ? at : piece;
		got = packed_read(p, part, n, (off_t)(at - n));
		MUST(got > 0 && got <= (ssize_t)n);
		MUST(memcmp(part, whole + at - n, (size_t)got) == 0);
	}
	free(part);
	packed_close(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char whole[WHOLE_MAX + 1];
	struct fuzz_input in = { data, size };
	const enum packed_kind kind =
	    fuzz_byte(&in) % 2 ? PACKED_ZSTD : PACKED_GZIP;
	struct packed *p;
	off_t len;
	ssize_t n;

	fuzz_write_file("day", in.at, in.left);
	p = open_packed(kind);
	if (!p)
		return 0;
	len = packed_size(p);
	if (len >= 0 && len <= WHOLE_MAX) {
		n = read_whole(p, whole, sizeof whole);
		MUST(n < 0 || n == len);
		if (n > 0)
			check_reverse(kind, whole, (size_t)n);
	}
	packed_close(p);
	return 0;
}
