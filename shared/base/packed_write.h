/*
 * packed_write - compresses a file.
 *
 * It consists of frames of PACKED_WRITE_FRAME bytes.  After those of Zstandard
 * stands a table of them in a skippable frame, in the seekable format that
 * comes with Zstandard, so that packed.c can begin anywhere.  All programs that
 * unpack .zst or .gz read the file.
 */
#ifndef ECHOAPP_PACKED_WRITE_H
#define ECHOAPP_PACKED_WRITE_H

#include <stddef.h>

#include "packed.h"

#define PACKED_WRITE_FRAME ((size_t)1 << 20)

struct packed_write;

/* Writes to the descriptor, which stays the caller's.  NULL with errno. */
struct packed_write *packed_write_open(int fd, enum packed_kind);

/* Both return 0, or -1 with errno. */
int packed_write_add(struct packed_write *, const char *at, size_t len);
/* The last part; the caller syncs the file. */
int packed_write_end(struct packed_write *);

void packed_write_free(struct packed_write *);

#endif
