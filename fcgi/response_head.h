/*
 * response_head - the head of a response; the same under FastCGI and CGI (RFC
 * 3875, 6).
 */
#ifndef ECHOAPP_RESPONSE_HEAD_H
#define ECHOAPP_RESPONSE_HEAD_H

#include "base/buffer.h"
#include "request/serve.h"

/* Appends the lines of the head and the empty line after them. */
void response_head_add(struct buffer *, const struct answer *);

#endif
