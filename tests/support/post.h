/* post - passes bodies to the handler that a test is linked with. */
#ifndef ECHOAPP_POST_H
#define ECHOAPP_POST_H

#include <stddef.h>

#include "handler.h"

/* POSTs to `method`, with the state in ./state; never freed. */
struct response post_bytes(const char *body, size_t len);
struct response post_text(const char *body);

/* Handles any request; fills in `since` and `url` if they are not set. */
struct response post_request(const struct request *);

/* Writes ./echoapp.conf, which applies from the next post on. */
void post_configure(const char *text);

/* Configures the service to write to no log. */
void post_quietly(void);

#endif
