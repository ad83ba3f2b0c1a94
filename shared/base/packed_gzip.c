/* packed_gzip - members of gzip (RFC 1952). */

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

#include "packed_codec.h"

/* zlib's flag for gzip instead of its own format. */
#define GZIP 16

static void *
gzip_open(void)
{
	z_stream *z = calloc(1, sizeof *z);

	if (z && inflateInit2(z, MAX_WBITS + GZIP) == Z_OK)
		return z;
	free(z);
	return NULL;
}

static void
gzip_close(void *state)
{
	inflateEnd(state);
	free(state);
}

static void
gzip_restart(void *state)
{
	inflateReset(state);
}

static uInt
at_most(size_t n)
{
	return n > UINT_MAX ? UINT_MAX : (uInt)n;
}

static int
gzip_unpack(void *state, struct packed_span *in, struct packed_span *out)
{
	z_stream *z = state;
	int got;

	z->next_in = (Bytef *)in->at;
	z->avail_in = at_most(in->left);
	z->next_out = (Bytef *)out->at;
	z->avail_out = at_most(out->left);
	got = inflate(z, Z_NO_FLUSH);
	in->left -= (size_t)((char *)z->next_in - in->at);
	in->at = (char *)z->next_in;
	out->left -= (size_t)((char *)z->next_out - out->at);
	out->at = (char *)z->next_out;
	if (got == Z_STREAM_END) {
		inflateReset(z);
		return 1;
	}
	/* Z_BUF_ERROR: it needs more bytes, or more room. */
	return got == Z_OK || got == Z_BUF_ERROR ? 0 : -1;
}

static int
gzip_pack(struct buffer *out, const char *at, size_t len)
{
	z_stream z = { 0 };
	int got;

	if (deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
			 MAX_WBITS + GZIP, MAX_MEM_LEVEL - 1,
			 Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	z.avail_out = at_most(deflateBound(&z, len));
	z.next_out = (Bytef *)buffer_reserve(out, z.avail_out);
	z.next_in = (Bytef *)at;
	z.avail_in = at_most(len);
	got = deflate(&z, Z_FINISH);
	if (got == Z_STREAM_END)
		out->len += z.total_out;
	deflateEnd(&z);
	return got == Z_STREAM_END ? 0 : -1;
}

const struct packed_codec packed_gzip = {
	.open = gzip_open,
	.close = gzip_close,
	.restart = gzip_restart,
	.unpack = gzip_unpack,
	.pack = gzip_pack,
};
