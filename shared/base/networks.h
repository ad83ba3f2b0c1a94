/*
 * networks - a list of IP networks, and whether an address is in one of them.
 *
 * An IPv4 address in IPv6 (::ffff:192.0.2.1, as a socket for both reports it)
 * is the IPv4 address, in a peer and in a network.  So ::/0 has each IPv6
 * address and no IPv4 address.
 */
#ifndef ECHOAPP_NETWORKS_H
#define ECHOAPP_NETWORKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

/* A zeroed struct is an empty list, which allows every address. */
struct networks {
	struct network {
		uint8_t address[16]; /* of IPv6; IPv4 as ::ffff:0:0/96 */
		unsigned bits;	     /* length of the network, of 128 */
		bool is_ipv4;
	} * at;
	size_t count;
};

/* Parses an address alone, which must end in a NUL. */
bool networks_parse_address(struct network *, const char *text);

/* Adds a network or an address: "10.0.0.0/8", "::1".  Returns 0 or -1. */
int networks_add(struct networks *, const char *word, size_t len,
		 struct error *error);

/*
 * Why the peer is refused, as a reason for the key `trusted`; or NULL.  `peer`
 * is REMOTE_ADDR; NULL, "" and any other text than an address are refused.
 */
const char *networks_refusal(const struct networks *, const char *peer);

void networks_free(struct networks *);

#endif
