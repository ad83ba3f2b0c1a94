/*
 * shared_memory - memory that processes have in common after a fork.
 */
#ifndef ECHOAPP_SHARED_MEMORY_H
#define ECHOAPP_SHARED_MEMORY_H

#include <stddef.h>

/*
 * Returns zeroed memory, or ends the program.  The kernel provides a page of it
 * only when the page is used.
 */
void *shared_memory_new(size_t size);

/* NULL: nothing. */
void shared_memory_free(void *, size_t size);

#endif
