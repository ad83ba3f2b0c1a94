/* head - how an answer begins; the same under FastCGI and CGI (RFC 3875, 6). */
#ifndef ECHOAPP_HEAD_H
#define ECHOAPP_HEAD_H

#include "base/buffer.h"
#include "request/serve.h"

/* Appends the head's lines and the empty one behind them. */
void response_head_add(struct buffer *, const struct answer *);

#endif
