/* tag - names the bytes of an answer, for who wants it only when it is another.
 */
#ifndef ECHOAPP_TAG_H
#define ECHOAPP_TAG_H

#include "base/buffer.h"

#define TAG_SIZE 17

/* Another whenever the bytes are: 16 hexadecimal digits. */
void tag_of(const struct buffer *, char tag[TAG_SIZE]);

#endif
