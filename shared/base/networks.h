/*
 * trusted - the networks whose peers may send hooks.
 *
 * IPv4 in IPv6 (::ffff:192.0.2.1, as a socket for both has it) is the IPv4
 * address, in a peer and in a network alike; so ::/0 is every IPv6 address and
 * no IPv4 one.
 */
#ifndef ECHOAPP_TRUSTED_H
#define ECHOAPP_TRUSTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/* A zeroed struct trusts everybody. */
struct networks {
	struct network {
		uint8_t address[16]; /* of IPv4 in IPv6, too */
		unsigned bits;	     /* of 128 */
		bool is_ipv4;
	} * at;
	size_t count;
};

/* Adds "10.0.0.0/8", "::1"; -1: `error` says what is wrong with the word. */
int networks_add(struct networks *, const char *word, size_t len,
		 struct error *error);

/*
 * Why the peer is refused, or NULL.  `peer` is REMOTE_ADDR; without one, or
 * with one that is no address, nobody knows who asks: refused.
 */
const char *networks_refusal(const struct networks *, const char *peer);

void networks_free(struct networks *);

#endif
