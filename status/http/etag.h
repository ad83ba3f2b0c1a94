/* tag - names the bytes of an answer, for who wants it only when it is another.
 */
#ifndef ECHOAPP_TAG_H
#define ECHOAPP_TAG_H

#include "base/buffer.h"

#define ETAG_SIZE 17

/* Another whenever the bytes are: 16 hexadecimal digits. */
void etag(const struct buffer *, char tag[ETAG_SIZE]);

#endif
