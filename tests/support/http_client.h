/* http_client - speaks HTTP to the server of a test (web_server.h). */
#ifndef ECHOAPP_HTTP_CLIENT_H
#define ECHOAPP_HTTP_CLIENT_H

#include <stddef.h>

#include "response.h"

struct client; /* one keep-alive connection, like WCS's */

struct client *client_new(void);
void client_free(struct client *);

/* POSTs as WCS does, with Content-Type application/json;charset=UTF-8. */
struct response client_post(struct client *, const char *path, const char *body,
			    size_t len);

/* Any verb, with more header lines (ended by NULL; may be NULL). */
struct response client_send(struct client *, const char *verb, const char *path,
			    const char *const *headers, const char *body,
			    size_t len);

/* The same on a connection of its own. */
struct response web_post(const char *path, const char *body);

/* The same with one more header line (NULL: none). */
struct response web_post_with(const char *path, const char *body,
			      const char *header);

/* A connection for raw bytes. */
int web_connect(void);

/*
 * Sends raw bytes on a connection of its own; returns all bytes received until
 * it closes or is silent for a second.
 */
char *web_raw(const char *bytes, size_t len, size_t *got);

#endif
