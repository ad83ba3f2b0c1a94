/* network_set - the networks of a file, as a set for many of them. */

#include "network_set.h"

#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "hash.h"
#include "hash_index.h"
#include "networks.h"
#include "read_file.h"

/* The longest file, in bytes: about a million networks. */
#define FILE_MAX ((size_t)32 << 20)
/* Of an IPv6 address with a zone; a longer text is none. */
#define ADDRESS_SIZE 64
#define LENGTHS 129

struct network_set {
	struct networks networks;
	struct hash_index index;
	bool has_length[LENGTHS]; /* is there a network of that length? */
};

static uint64_t
hash_of(const struct network *n)
{
	return hash_bytes(HASH_START ^ n->bits << 1 ^ n->is_ipv4, n->address,
			  sizeof n->address);
}

static int
add_line(struct network_set *s, const char *at, size_t len, unsigned number,
	 struct error *error)
{
	const char *comment = memchr(at, '#', len);
	const struct network *n;
	struct error why;

	if (comment)
		len = (size_t)(comment - at);
	while (len > 0 && strchr(" \t\r", at[len - 1]))
		len--;
	for (; len > 0 && strchr(" \t", *at); at++)
		len--;
	if (len == 0)
		return 0;
	if (networks_add(&s->networks, at, len, &why))
		return error_set(error, "line %u: %s", number, why.text);
	n = &s->networks.at[s->networks.count - 1];
	hash_index_add(&s->index, hash_of(n), (int64_t)s->networks.count);
	s->has_length[n->bits] = true;
	return 0;
}

struct network_set *
network_set_read(const char *path, struct stat *st, struct error *error)
{
	struct network_set *s = calloc(1, sizeof *s);
	struct buffer text = { 0 };
	const char *at, *end, *stop;
	unsigned number = 0;
	int bad;

	if (!s)
		die(EXIT_TEMPORARY, "cannot allocate a set of networks:");
	bad = read_file(path, FILE_MAX, &text, st, error);
	at = text.at;
	end = at + text.len;
	for (; !bad && at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			stop = end;
		bad = add_line(s, at, (size_t)(stop - at), ++number, error);
	}
	buffer_free(&text);
	if (!bad)
		return s;
	network_set_free(s);
	return NULL;
}

void
network_set_free(struct network_set *s)
{
	if (!s)
		return;
	networks_free(&s->networks);
	hash_index_free(&s->index);
	free(s);
}

static bool
has(const struct network_set *s, const struct network *n)
{
	const uint64_t hash = hash_of(n);
	size_t position = 0;
	int64_t row;

	while ((row = hash_index_next(&s->index, hash, &position))) {
		const struct network *other = &s->networks.at[row - 1];

		if (other->bits == n->bits && other->is_ipv4 == n->is_ipv4 &&
		    memcmp(other->address, n->address, sizeof n->address) == 0)
			return true;
	}
	return false;
}

bool
network_set_has(const struct network_set *s, const char *text, size_t len)
{
	struct network n;
	char copy[ADDRESS_SIZE];

	if (len >= sizeof copy)
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (strlen(copy) != len || !networks_parse_address(&n, copy))
		return false;
	for (;;) {
		if (s->has_length[n.bits] && has(s, &n))
			return true;
		if (n.bits == 0)
			return false;
		n.bits--;
		n.address[n.bits / 8] &= (uint8_t) ~(0x80 >> n.bits % 8);
	}
}
