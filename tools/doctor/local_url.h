/* local_url - does a URL lead to this machine? */
#ifndef ECHOAPP_LOCAL_URL_H
#define ECHOAPP_LOCAL_URL_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copies the host of a valid URL (hook_client_is_url()), without the brackets
 * of an IPv6 address; false: it does not fit.
 */
bool local_url_host(const char *url, char *into, size_t size);

/* The port of a valid URL; the default is 80 or 443. */
unsigned local_url_port(const char *url);

/* Does a host name or address belong to this machine? */
bool local_url_is_local(const char *host);

#endif
