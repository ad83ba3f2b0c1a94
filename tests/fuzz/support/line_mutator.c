/* line_mutator - changes inputs that are lines of JSON, for libFuzzer. */

#include "line_mutator.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "support/harness.h"

/* Of libFuzzer: changes bytes. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max);

/* Part of the input. */
struct part {
	size_t at, len;
};

static uint64_t random_state;

static size_t
below(size_t n)
{
	return n ? next_random(&random_state) % n : 0;
}

/* The line around a random byte, with its newline. */
static struct part
some_line(const struct buffer *in)
{
	const size_t middle = below(in->len);
	const char *from = memrchr(in->at, '\n', middle), *to;
	struct part p = { from ? (size_t)(from + 1 - in->at) : 0, 0 };

	to = memchr(in->at + p.at, '\n', in->len - p.at);
	p.len = to ? (size_t)(to + 1 - in->at) - p.at : in->len - p.at;
	return p;
}

/* Is this a byte between two tokens? */
static bool
is_between(char c)
{
	return c && strchr(",:{}[]\n", c);
}

/* What stands between two such bytes: mostly a name or a value. */
static struct part
some_value(const struct buffer *in)
{
	size_t from = below(in->len), to;

	while (from > 0 && !is_between(in->at[from - 1]))
		from--;
	for (to = from; to < in->len && !is_between(in->at[to]); to++)
		;
	return (struct part){ from, to - from };
}

/* Appends the input with `with` in the place of a part of it. */
static void
splice(struct buffer *out, const struct buffer *in, struct part old,
       struct part with)
{
	buffer_add(out, in->at, old.at);
	buffer_add(out, in->at + with.at, with.len);
	buffer_add(out, in->at + old.at + old.len, in->len - old.at - old.len);
}

static void
change(struct buffer *out, const struct buffer *in)
{
	const struct part line = some_line(in), value = some_value(in);
	struct part place = some_line(in);

	switch (below(4)) {
	case 0: /* Repeat a line before another one. */
		place.len = 0;
		splice(out, in, place, line);
		break;
	case 1: /* Replace a line by another one. */
		splice(out, in, place, line);
		break;
	case 2: /* Remove a line. */
		splice(out, in, line, (struct part){ 0, 0 });
		break;
	default:
		splice(out, in, value, some_value(in));
	}
}

size_t
line_mutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	struct buffer in = { 0 }, out = { 0 };

	random_state = seed + UINT64_C(0x9E3779B97F4A7C15);
	if (size == 0 || below(3) == 0)
		return LLVMFuzzerMutate(data, size, max);
	buffer_add(&in, data, size);
	change(&out, &in);
	size = out.len < max ? out.len : max;
	if (size)
		memcpy(data, out.at, size);
	buffer_free(&in);
	buffer_free(&out);
	return size;
}
