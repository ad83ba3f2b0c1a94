/* tag - names the bytes of an answer (FNV-1a). */

#include "tag.h"

#include <inttypes.h>
#include <stdio.h>

void
tag_of(const struct buffer *b, char tag[TAG_SIZE])
{
	uint64_t h = 14695981039346656037u;
	size_t i;

	for (i = 0; i < b->len; i++)
		h = (h ^ (unsigned char)b->at[i]) * 1099511628211u;
	snprintf(tag, TAG_SIZE, "%016" PRIx64, h);
}
