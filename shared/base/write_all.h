/* write_all - writes to a file descriptor until all bytes are written. */
#ifndef ECHOAPP_WRITE_ALL_H
#define ECHOAPP_WRITE_ALL_H

#include <stddef.h>

/* Returns 0, or -1 with errno when only a part could be written. */
int write_all(int fd, const char *bytes, size_t len);

#endif
