/* post - hands bodies to the handler that a test is linked with. */
#ifndef ECHOAPP_POST_H
#define ECHOAPP_POST_H

#include <stddef.h>

#include "handler.h"

/* POSTs to `method`, with the state in ./state; never freed. */
struct response post_bytes(const char *body, size_t len);
struct response post_text(const char *body);

/* Any request; since and url are filled in when they are not there. */
struct response post_request(const struct request *);

/* Writes ./echoapp.conf, which is in force from the next post on. */
void post_configure(const char *text);

/* Configured so that nothing is said but in the journal. */
void post_quietly(void);

#endif
