/* networks - a list of IP networks, and whether an address is in one. */

#include "networks.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "log.h"

#define ACCEPTED                                                               \
	"an address or a network: 192.0.2.1, 10.0.0.0/8, ::1, 2001:db8::/32"

/* The network of IPv4 addresses in IPv6: ::ffff:0:0/96. */
static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
#define MAPPED_BITS 96
#define ADDRESS_BITS 128

/* Of a word in a message: more than any network has. */
#define WORD_SIZE 64

bool
networks_parse_address(struct network *n, const char *text)
{
	memcpy(n->address, mapped, sizeof mapped);
	n->is_ipv4 = inet_pton(AF_INET, text, n->address + sizeof mapped) == 1;
	n->bits = ADDRESS_BITS;
	if (n->is_ipv4)
		return true;
	if (inet_pton(AF_INET6, text, n->address) != 1)
		return false;
	n->is_ipv4 = memcmp(n->address, mapped, sizeof mapped) == 0;
	return true;
}

/* Reads a number of at most three digits, up to `max`. */
static bool
parse_length(unsigned *length, const char *text, unsigned max)
{
	*length = 0;
	if (!text[0] || strspn(text, "0123456789") != strlen(text) ||
	    strlen(text) > 3)
		return false;
	*length = (unsigned)atoi(text);
	return *length <= max;
}

/* Clears the bits after the network's; was any of them set? */
static bool
mask(uint8_t *address, unsigned bits)
{
	bool was_set = false;
	unsigned i;

	for (i = bits; i < ADDRESS_BITS; i++) {
		uint8_t bit = (uint8_t)(0x80 >> i % 8);

		was_set = was_set || (address[i / 8] & bit);
		address[i / 8] &= (uint8_t)~bit;
	}
	return was_set;
}

static int
parse_network(struct network *n, char *word, struct error *error)
{
	char *slash = strchr(word, '/'), base[INET6_ADDRSTRLEN];
	bool dotted;
	unsigned length, length_max;

	if (slash)
		*slash++ = '\0';
	if (!networks_parse_address(n, word))
		return error_set(error, "\"%s\" is not " ACCEPTED, word);
	if (!slash)
		return 0;
	dotted = !strchr(word, ':');
	length_max = dotted ? ADDRESS_BITS - MAPPED_BITS : ADDRESS_BITS;
	if (!parse_length(&length, slash, length_max))
		return error_set(
		    error, "\"%s/%s\": %s has a length of 0 to %u", word, slash,
		    dotted ? "an IPv4 network" : "an IPv6 network", length_max);
	n->bits = dotted ? MAPPED_BITS + length : length;
	if (!mask(n->address, n->bits))
		return 0;
	if (dotted)
		inet_ntop(AF_INET, n->address + sizeof mapped, base,
			  sizeof base);
	else
		inet_ntop(AF_INET6, n->address, base, sizeof base);
	return error_set(
	    error,
	    "\"%s/%u\" has bits set after the first %u; the network is "
	    "%s/%u, the single address is %s",
	    word, length, length, base, length, word);
}

int
networks_add(struct networks *t, const char *word, size_t len,
	     struct error *error)
{
	struct network n, *more;
	char raw[WORD_SIZE], text[2 * WORD_SIZE];

	/* 63 bytes are more than any network has; the rest is not needed. */
	snprintf(raw, sizeof raw, "%.*s", (int)(len < 63 ? len : 63), word);
	log_escape(text, sizeof text, raw);
	if (parse_network(&n, text, error))
		return -1;
	more = reallocarray(t->at, t->count + 1, sizeof *t->at);
	if (!more)
		die(EXIT_TEMPORARY, "cannot allocate a list of networks:");
	t->at = more;
	t->at[t->count++] = n;
	return 0;
}

static bool
is_in(const struct network *n, const struct network *peer)
{
	const unsigned bytes = n->bits / 8, rest = n->bits % 8;

	if (n->is_ipv4 != peer->is_ipv4 ||
	    memcmp(n->address, peer->address, bytes) != 0)
		return false;
	return !rest ||
	       (n->address[bytes] ^ peer->address[bytes]) >> (8 - rest) == 0;
}

const char *
networks_refusal(const struct networks *t, const char *peer)
{
	struct network p;
	size_t i;

	if (t->count == 0)
		return NULL;
	if (!peer || !peer[0])
		return "REMOTE_ADDR is empty, and trusted in echoapp.conf "
		       "allows only some addresses; in a shell, add "
		       "REMOTE_ADDR=127.0.0.1";
	if (!networks_parse_address(&p, peer))
		return "REMOTE_ADDR is not an IP address, and trusted in "
		       "echoapp.conf allows only some addresses";
	for (i = 0; i < t->count; i++)
		if (is_in(&t->at[i], &p))
			return NULL;
	return "the peer's address is in none of the networks of trusted "
	       "(echoapp.conf)";
}

void
networks_free(struct networks *t)
{
	free(t->at);
	*t = (struct networks){ 0 };
}
