/* text_encoding - recognises what is no plain UTF-8 by its first bytes. */

#include "text_encoding.h"

#include <string.h>

#define MARK(bytes) (bytes), sizeof(bytes) - 1

static const struct {
	const char *bytes;
	size_t len;
	const char *fault;
} marks[] = {
	{ MARK("\xef\xbb\xbf"),
	  "a byte order mark (write it as UTF-8 without one)" },
	{ MARK("\xff\xfe"),
	  "a byte order mark of UTF-16 (write it as UTF-8 without one)" },
	{ MARK("\xfe\xff"),
	  "a byte order mark of UTF-16 (write it as UTF-8 without one)" },
	{ MARK("\x1f\x8b"), "the mark of gzip (it must not be compressed)" },
	{ MARK("\x28\xb5\x2f\xfd"),
	  "the mark of Zstandard (it must not be compressed)" },
};

const char *
text_encoding_fault(const char *bytes, size_t len)
{
	size_t i;

	for (i = 0; i < sizeof marks / sizeof *marks; i++)
		if (len >= marks[i].len &&
		    memcmp(bytes, marks[i].bytes, marks[i].len) == 0)
			return marks[i].fault;
	return NULL;
}
