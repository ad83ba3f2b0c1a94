/* near - whose machine is it that a URL names? */
#ifndef ECHOAPP_NEAR_H
#define ECHOAPP_NEAR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the host of a URL that is one (hook_client_is_url()), without the
 * brackets of an address; false: it does not fit.
 */
bool local_url_host(const char *url, char *into, size_t size);

/* Its port; 80 or 443 when it names none. */
unsigned local_url_port(const char *url);

/* Is it this machine, by any of its addresses? */
bool local_url_is_local(const char *host);

#endif
