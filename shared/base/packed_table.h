/* packed_table - the numbers of the table that stands at the end of a file. */
#ifndef ECHOAPP_PACKED_TABLE_H
#define ECHOAPP_PACKED_TABLE_H

#include <stdint.h>

/*
 * The table is a skippable frame: its magic number and its length; for each
 * frame how long it is, packed and unpacked; then the number of frames, a byte
 * of flags, and the magic number of the table.  All numbers have four bytes,
 * the lowest first.
 */
#define PACKED_TABLE_SKIPPABLE UINT32_C(0x184D2A5E)
#define PACKED_TABLE_MAGIC UINT32_C(0x8F92EAB1)
#define PACKED_TABLE_HEAD 8
#define PACKED_TABLE_ROW 8
#define PACKED_TABLE_FOOT 9

/* Frames have at most so many bytes, unpacked, to be read through the table. */
#define PACKED_TABLE_FRAME_MAX (UINT32_C(1) << 24)

static inline uint32_t
packed_table_number(const unsigned char *at)
{
	return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 |
	       (uint32_t)at[3] << 24;
}

#endif
