/*
 * packed - reads a compressed file, at any offset of what it unpacks to.
 *
 * Only programs that link packed.c load the libraries for that; in programs
 * that answer hooks packed_absent.c takes the place of packed.c and
 * packed_write.c, and packed_is_linked is false.
 */
#ifndef ECHOAPP_PACKED_H
#define ECHOAPP_PACKED_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum packed_kind { PACKED_NONE, PACKED_ZSTD, PACKED_GZIP };

extern const bool packed_is_linked;

struct packed;

/*
 * Takes over the descriptor, also on failure.  `dir` is where
 * packed_allow_reverse() may make a file without a name; it stays the caller's.
 * Returns NULL with errno on failure.
 *
 * All functions fail with EBADMSG if the file is torn or damaged, and with
 * ENOTSUP if this program cannot unpack.
 */
struct packed *packed_open(int fd, enum packed_kind, int dir);
void packed_close(struct packed *);

/* Bytes unpacked; -1 with errno.  Mostly unpacks all of a file of others. */
off_t packed_size(struct packed *);

/* Like pread(2). */
ssize_t packed_read(struct packed *, char *into, size_t n, off_t offset);

/*
 * Makes reading backwards cheap, also in files that packed_write.c did not
 * write: they are unpacked as a whole.  0, or -1 with errno.
 */
int packed_allow_reverse(struct packed *);

#endif
