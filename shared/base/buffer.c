/* buffer - an array of bytes that grows. */

#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"

#define CAP_MIN 1024

/* What buffer_printf() reserves before it knows the length. */
#define PRINTF_ROOM 128

char *
buffer_grow(struct buffer *b, size_t more)
{
	size_t cap = b->cap ? b->cap : CAP_MIN;
	char *at;

	while (cap - b->len < more)
		cap *= 2;
	at = realloc(b->at, cap);
	if (!at)
		die(EXIT_TEMPORARY, "cannot allocate %zu bytes:", cap);
	b->at = at;
	b->cap = cap;
	return b->at + b->len;
}

void
buffer_add(struct buffer *b, const void *bytes, size_t len)
{
	if (len == 0)
		return;
	memcpy(buffer_reserve(b, len), bytes, len);
	b->len += len;
}

void
buffer_str(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

char *
buffer_join(struct buffer *b, const char *one, const char *two,
	    const char *three)
{
	b->len = 0;
	buffer_str(b, one);
	buffer_str(b, two);
	buffer_str(b, three);
	buffer_add(b, "", 1);
	return b->at;
}

void
buffer_number(struct buffer *b, int64_t number)
{
	uint64_t left = number < 0 ? -(uint64_t)number : (uint64_t)number;
	char text[20], *at = text + sizeof text;

	do
		*--at = (char)('0' + left % 10);
	while (left /= 10);
	if (number < 0)
		*--at = '-';
	buffer_add(b, at, (size_t)(text + sizeof text - at));
}

void
buffer_printf(struct buffer *b, const char *format, ...)
{
	size_t room = PRINTF_ROOM;
	va_list ap;
	int n;

	/* A second round is needed only for a text longer than `room`. */
	for (;;) {
		va_start(ap, format);
		n = vsnprintf(buffer_reserve(b, room), room, format, ap);
		va_end(ap);
		if (n < 0)
			return;
		if ((size_t)n < room)
			break;
		room = (size_t)n + 1;
	}
	b->len += (size_t)n;
}

void
buffer_clear(struct buffer *b, size_t keep)
{
	b->len = 0;
	if (b->cap > keep)
		buffer_free(b);
}

void
buffer_free(struct buffer *b)
{
	free(b->at);
	*b = (struct buffer){ 0 };
}
