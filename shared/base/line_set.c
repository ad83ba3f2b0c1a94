/* line_set - the lines of a file, as a set for a million of them. */

#include "line_set.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "buffer.h"
#include "die.h"
#include "hash.h"
#include "hash_index.h"
#include "read_file.h"

/* An entry's offset plus one is a row of hash_index. */
#define FILE_MAX ((size_t)1 << 31)
/* The longest prefix of a number, in bytes; longer entries match nothing. */
#define PREFIX_MAX ((size_t)64)

struct line_set {
	struct buffer text; /* the entries, a newline after each */
	struct hash_index index;
	unsigned owners;
};

/*
 * Starts at a random value, so that nobody can foresee which entries have
 * equal hashes.
 */
static uint64_t
hash_of(const char *bytes, size_t len)
{
	static uint64_t seed;

	while (seed == 0)
		if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
			seed = (uintptr_t)&seed;
	return hash_bytes(HASH_START ^ seed, bytes, len);
}

static bool
has(const struct line_set *l, const char *bytes, size_t len, uint64_t hash)
{
	size_t position = 0;
	int64_t row;

	while ((row = hash_index_next(&l->index, hash, &position))) {
		const size_t at = (size_t)row - 1;

		if (l->text.len - at > len && l->text.at[at + len] == '\n' &&
		    memcmp(l->text.at + at, bytes, len) == 0)
			return true;
	}
	return false;
}

/* Removes line ends, empty lines and a byte order mark; counts the entries. */
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
index_entries(struct line_set *l)
{
	size_t at, len;

	hash_index_reserve(&l->index, strip(&l->text));
	for (at = 0; at < l->text.len; at += len + 1) {
		const char *entry = l->text.at + at;
		const char *end = memchr(entry, '\n', l->text.len - at);
		uint64_t hash;

		len = (size_t)(end - entry);
		hash = hash_of(entry, len);
		if (!has(l, entry, len, hash))
			hash_index_add(&l->index, hash, (int64_t)at + 1);
	}
}

struct line_set *
line_set_read(const char *path, struct stat *st, struct error *error)
{
	struct line_set *l = calloc(1, sizeof *l);

	if (!l)
		die(EXIT_TEMPORARY, "cannot allocate a set of lines:");
	l->owners = 1;
	if (read_file(path, FILE_MAX, &l->text, st, error)) {
		line_set_free(l);
		return NULL;
	}
	index_entries(l);
	return l;
}

struct line_set *
line_set_new(const char *text, size_t len)
{
	struct line_set *l = calloc(1, sizeof *l);

	if (!l)
		die(EXIT_TEMPORARY, "cannot allocate a set of lines:");
	l->owners = 1;
	buffer_add(&l->text, text, len);
	index_entries(l);
	return l;
}

struct line_set *
line_set_share(struct line_set *l)
{
	l->owners++;
	return l;
}

void
line_set_free(struct line_set *l)
{
	if (!l || --l->owners > 0)
		return;
	buffer_free(&l->text);
	hash_index_free(&l->index);
	free(l);
}

bool
line_set_has(const struct line_set *l, const char *bytes, size_t len)
{
	return len > 0 && !memchr(bytes, '\n', len) &&
	       has(l, bytes, len, hash_of(bytes, len));
}

bool
line_set_has_prefix_of(const struct line_set *l, const char *bytes, size_t len)
{
	char excluded[PREFIX_MAX + 1] = "!";

	if (len > 0 && bytes[0] == '!')
		return false;
	if (len > PREFIX_MAX)
		len = PREFIX_MAX;
	memcpy(excluded + 1, bytes, len);
	for (; len > 0; len--) {
		if (line_set_has(l, excluded, len + 1))
			return false;
		if (line_set_has(l, bytes, len))
			return true;
	}
	return false;
}
