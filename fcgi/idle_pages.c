/* idle_pages - an idle process gives back the program's pages. */

#include "idle_pages.h"

#include <link.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * The mapped file, or NULL.  The list of its parts follows its head; addresses
 * are from its beginning if it may be mapped anywhere.
 */
static char *
mapped_file(const struct dl_phdr_info *program)
{
	char *file = (char *)program->dlpi_phdr - sizeof(ElfW(Ehdr));
	ElfW(Ehdr) head;

	memcpy(&head, file, sizeof head);
	return memcmp(head.e_ident, ELFMAG, SELFMAG) == 0 &&
		       head.e_phoff == sizeof head && head.e_type == ET_DYN
		   ? file
		   : NULL;
}

static int
give_back(struct dl_phdr_info *program, size_t size, void *arg)
{
	const uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
	char *file = mapped_file(program);
	ElfW(Half) i;

	(void)size;
	(void)arg;
	for (i = 0;
	     memcmp(file, ELFMAG, SELFMAG) == 0 && i < program->dlpi_phnum;
	     i++) {
		const ElfW(Phdr) *part = &program->dlpi_phdr[i];
		uintptr_t begin = part->p_vaddr / page * page;
		uintptr_t end = part->p_vaddr + part->p_filesz;

		/* A part that can be written is not the file's any more. */
		if (part->p_type == PT_LOAD && !(part->p_flags & PF_W))
			madvise(file + begin, end - begin, MADV_DONTNEED);
	}
	/* The first one is the program; libraries are shared by many. */
	return 1;
}

void
idle_pages_give_back(void)
{
	dl_iterate_phdr(give_back, NULL);
}
