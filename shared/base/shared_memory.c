/* shared_memory - memory that processes have in common after a fork. */

#include "shared_memory.h"

#include <sys/mman.h>

#include "die.h"

void *
shared_memory_new(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		die(EXIT_TEMPORARY, "cannot share memory:");
	return at;
}

void
shared_memory_free(void *at, size_t size)
{
	if (at)
		munmap(at, size);
}
