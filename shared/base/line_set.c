/* listfile - a file of one entry per line, made for a million of them. */

#include "line_set.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "buffer.h"
#include "die.h"
#include "read_file.h"

/* Offsets are 32 bits wide. */
#define LIST_MAX ((size_t)1 << 31)

/* An entry of the table; a free one is all zero. */
struct slot {
	uint32_t after; /* offset in text, plus one */
	uint32_t tag;	/* upper half of its hash */
};

struct line_set {
	struct buffer text; /* the entries, each with a newline behind it */
	struct slot *slots;
	size_t mask; /* their number, a power of two, minus one */
	size_t count;
	unsigned references;
};

/* So that nobody can write entries that all fall on one place. */
static uint64_t
seed(void)
{
	static uint64_t value;

	while (value == 0)
		if (getrandom(&value, sizeof value, 0) != sizeof value)
			value = (uintptr_t)&value;
	return value;
}

static uint64_t
mix(uint64_t a, uint64_t b)
{
	const unsigned __int128 product = (unsigned __int128)a * b;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static uint64_t
hash_of(const char *bytes, size_t len)
{
	const uint64_t odd = 0x9e3779b97f4a7c15u;
	uint64_t h = seed() ^ mix(len ^ odd, odd), w;

	for (; len >= 8; len -= 8, bytes += 8) {
		memcpy(&w, bytes, 8);
		h = mix(h ^ w, seed() | 1);
	}
	w = 0;
	memcpy(&w, bytes, len);
	return mix(h ^ w, odd) ^ mix(h, seed() | 1);
}

/* Where the entry is, or the free slot where it would be. */
static struct slot *
slot_of(const struct line_set *l, const char *bytes, size_t len)
{
	const uint64_t hash = hash_of(bytes, len);
	size_t i = (size_t)hash & l->mask;

	for (;; i = (i + 1) & l->mask) {
		struct slot *s = &l->slots[i];
		const size_t at = s->after - (size_t)1;

		if (s->after == 0)
			return s;
		if (s->tag == hash >> 32 && l->text.len - at > len &&
		    l->text.at[at + len] == '\n' &&
		    memcmp(l->text.at + at, bytes, len) == 0)
			return s;
	}
}

/* Takes out what is no part of an entry; returns how many there are. */
static size_t
strip(struct buffer *b)
{
	char *from, *to, *end;
	size_t entries = 0;

	if (b->len == 0)
		return 0;
	buffer_add(b, "\n", 1);
	from = to = b->at;
	end = from + b->len;
	if (end - from > 3 && memcmp(from, "\xef\xbb\xbf", 3) == 0)
		from += 3;
	while (from < end) {
		char *newline = memchr(from, '\n', (size_t)(end - from));
		size_t len = (size_t)(newline - from);

		if (len > 0 && newline[-1] == '\r')
			len--;
		if (len > 0) {
			memmove(to, from, len);
			to[len] = '\n';
			to += len + 1;
			entries++;
		}
		from = newline + 1;
	}
	b->len = (size_t)(to - b->at);
	return entries;
}

static void
fill(struct line_set *l)
{
	size_t entries = strip(&l->text), room = 8, at = 0;

	while (room < entries + entries / 2)
		room *= 2;
	l->mask = room - 1;
	l->slots = calloc(room, sizeof *l->slots);
	if (!l->slots)
		die(EXIT_TEMPORARY, "a list of %zu entries:", entries);
	while (at < l->text.len) {
		const char *entry = l->text.at + at;
		const char *end = memchr(entry, '\n', l->text.len - at);
		const size_t len = (size_t)(end - entry);
		struct slot *s = slot_of(l, entry, len);

		if (s->after == 0) {
			s->after = (uint32_t)at + 1;
			s->tag = (uint32_t)(hash_of(entry, len) >> 32);
			l->count++;
		}
		at += len + 1;
	}
}

struct line_set *
line_set_read(const char *path, struct stat *st, struct error *error)
{
	struct line_set *l = calloc(1, sizeof *l);

	if (!l)
		die(EXIT_TEMPORARY, "a list:");
	l->references = 1;
	if (read_file(path, LIST_MAX, &l->text, st, error)) {
		line_set_free(l);
		return NULL;
	}
	fill(l);
	return l;
}

struct line_set *
line_set_share(struct line_set *l)
{
	l->references++;
	return l;
}

void
line_set_free(struct line_set *l)
{
	if (!l || --l->references > 0)
		return;
	buffer_free(&l->text);
	free(l->slots);
	free(l);
}

bool
line_set_has(const struct line_set *l, const char *bytes, size_t len)
{
	return len > 0 && !memchr(bytes, '\n', len) &&
	       slot_of(l, bytes, len)->after > 0;
}

size_t
line_set_count(const struct line_set *l)
{
	return l->count;
}
