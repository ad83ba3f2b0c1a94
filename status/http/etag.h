/* etag - the ETag of a response, from its bytes. */
#ifndef ECHOAPP_ETAG_H
#define ECHOAPP_ETAG_H

#include "base/buffer.h"

#define ETAG_SIZE 17

/* Writes 16 hexadecimal digits; other bytes have another tag. */
void etag(const struct buffer *, char tag[ETAG_SIZE]);

#endif
