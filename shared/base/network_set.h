/*
 * network_set - the networks of a file, as a set for many of them.
 *
 * A line is a network or an address (networks.h).  Blank lines, and what comes
 * after a #, do not count.  A look-up takes a step for each length of network
 * that the file has.
 */
#ifndef ECHOAPP_NETWORK_SET_H
#define ECHOAPP_NETWORK_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "error.h"

struct network_set;

/*
 * NULL: the file cannot be read, or a line is no network; see read_file() for
 * `st` and `error`.
 */
struct network_set *network_set_read(const char *path, struct stat *st,
				     struct error *error);
void network_set_free(struct network_set *); /* allows NULL */

/* Is the text an address in one of the networks? */
bool network_set_has(const struct network_set *, const char *text, size_t len);

#endif
