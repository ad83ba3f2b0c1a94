/*
 * buffer - an array of bytes that grows.
 *
 * A zeroed struct is an empty buffer.  A buffer keeps its memory between uses,
 * so a program that serves for ever stops allocating after its first requests.
 * Running out of memory ends the program (die.h), because no caller could do
 * better; the web server starts the program again.
 */
#ifndef ECHOAPP_BUFFER_H
#define ECHOAPP_BUFFER_H

#include <stddef.h>
#include <stdint.h>

struct buffer {
	char *at;
	size_t len;
	size_t cap;
};

/* For buffer_reserve() only. */
char *buffer_grow(struct buffer *, size_t more);

/* Makes room for `more` bytes at the end; returns where they start. */
static inline char *
buffer_reserve(struct buffer *b, size_t more)
{
	return b->cap - b->len < more ? buffer_grow(b, more) : b->at + b->len;
}

static inline void
buffer_byte(struct buffer *b, char byte)
{
	*buffer_reserve(b, 1) = byte;
	b->len++;
}

void buffer_add(struct buffer *, const void *bytes, size_t len);
void buffer_str(struct buffer *, const char *text);
/*
 * Makes the three texts and a NUL the whole content; returns it, good until the
 * next change.
 */
char *buffer_join(struct buffer *, const char *one, const char *two,
		  const char *three);
/* Appends the number in decimal, many times as fast as buffer_printf(). */
void buffer_number(struct buffer *, int64_t);
void buffer_printf(struct buffer *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Empties the buffer, and frees its memory if that is more than `keep` bytes.
 */
void buffer_clear(struct buffer *, size_t keep);

void buffer_free(struct buffer *);

#endif
