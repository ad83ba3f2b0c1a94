/* http_client - speaks HTTP to the server of a test (web_server.h). */
#ifndef ECHOAPP_HTTP_CLIENT_H
#define ECHOAPP_HTTP_CLIENT_H

#include <stddef.h>

#include "response.h"

struct client; /* one keep-alive connection, as WCS has it */

struct client *client_new(void);
void client_free(struct client *);

/* As WCS would: POST, Content-Type application/json;charset=UTF-8. */
struct response client_post(struct client *, const char *path, const char *body,
			    size_t len);

/* Any verb, more header lines (ended by NULL; may be NULL). */
struct response client_send(struct client *, const char *verb, const char *path,
			    const char *const *headers, const char *body,
			    size_t len);

/* The same on a connection of its own. */
struct response web_post(const char *path, const char *body);

/* The same with one more header line, or NULL. */
struct response web_post_with(const char *path, const char *body,
			      const char *header);

/* A connection for raw bytes. */
int web_connect(void);

/* Raw bytes on a connection of their own; all that came back until it closed
 * or was silent for a second. */
char *web_raw(const char *bytes, size_t len, size_t *got);

#endif
