/* text_encoding - recognises what is no plain UTF-8 by its first bytes. */
#ifndef ECHOAPP_TEXT_ENCODING_H
#define ECHOAPP_TEXT_ENCODING_H

#include <stddef.h>

/*
 * What the bytes begin with, and what to do, as the end of a sentence: "a byte
 * order mark (save it as UTF-8 without one)"; NULL: nothing special.
 */
const char *text_encoding_fault(const char *bytes, size_t len);

#endif
