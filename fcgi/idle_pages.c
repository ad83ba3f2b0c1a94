/* idle_pages - an idle process gives back the program's pages. */

#include "idle_pages.h"

#include <link.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int
give_back(struct dl_phdr_info *program, size_t size, void *arg)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	ElfW(Half) i;

	(void)size;
	(void)arg;
	for (i = 0; i < program->dlpi_phnum; i++) {
		const ElfW(Phdr) *part = &program->dlpi_phdr[i];
		uintptr_t at = program->dlpi_addr + part->p_vaddr;
		uintptr_t end = at + part->p_filesz;

		/* A part that can be written is not the file's any more. */
		if (part->p_type != PT_LOAD || part->p_flags & PF_W)
			continue;
		at = at / page * page;
		madvise((void *)at, end - at, MADV_DONTNEED);
	}
	/* The first one is the program; libraries are shared by many. */
	return 1;
}

void
idle_pages_give_back(void)
{
	dl_iterate_phdr(give_back, NULL);
}
