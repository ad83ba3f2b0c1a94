/* packed_zstd - frames of Zstandard (RFC 8878). */

#include <zstd.h>

#include "packed_codec.h"

/* Lines of a journal are much alike, so that a higher level saves little. */
#define LEVEL 3

static void *
zstd_open(void)
{
	return ZSTD_createDCtx();
}

static void
zstd_close(void *state)
{
	ZSTD_freeDCtx(state);
}

static void
zstd_restart(void *state)
{
	ZSTD_DCtx_reset(state, ZSTD_reset_session_only);
}

static int
zstd_unpack(void *state, struct packed_span *in, struct packed_span *out)
{
	ZSTD_inBuffer from = { in->at, in->left, 0 };
	ZSTD_outBuffer to = { out->at, out->left, 0 };
	size_t hint = ZSTD_decompressStream(state, &to, &from);

	in->at += from.pos;
	in->left -= from.pos;
	out->at += to.pos;
	out->left -= to.pos;
	if (ZSTD_isError(hint))
		return -1;
	return hint == 0;
}

static int
zstd_pack(struct buffer *out, const char *at, size_t len)
{
	ZSTD_CCtx *c = ZSTD_createCCtx();
	size_t room = ZSTD_compressBound(len), n = 0;

	if (!c)
		return -1;
	ZSTD_CCtx_setParameter(c, ZSTD_c_compressionLevel, LEVEL);
	ZSTD_CCtx_setParameter(c, ZSTD_c_checksumFlag, 1);
	n = ZSTD_compress2(c, buffer_reserve(out, room), room, at, len);
	ZSTD_freeCCtx(c);
	if (ZSTD_isError(n))
		return -1;
	out->len += n;
	return 0;
}

const struct packed_codec packed_zstd = {
	.open = zstd_open,
	.close = zstd_close,
	.restart = zstd_restart,
	.unpack = zstd_unpack,
	.pack = zstd_pack,
};
