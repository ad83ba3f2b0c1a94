/* packing - days below ./STATE/journal that are compressed, in every way. */
#ifndef ECHOAPP_PACKING_H
#define ECHOAPP_PACKING_H

#include <stddef.h>

/* Ways in which a day comes to be compressed. */
enum packing {
	PACKING_OURS,  /* journal_pack_day() */
	PACKING_ZSTD,  /* zstd --rm */
	PACKING_GZIP,  /* gzip */
	PACKING_TWICE, /* ours, and killed before the plain file is gone */
	PACKINGS,
};

extern const char *const packing_endings[PACKINGS];

/* Compresses "20260301.ndjson" below a state directory. */
void packing_pack(const char *state, const char *day, enum packing);

/* The same for all days before that one. */
void packing_pack_before(const char *state, const char *day, enum packing);

/* The path of the compressed file; good until the next call. */
const char *packing_path(const char *state, const char *day, enum packing);

#endif
