/* day_files - the days that the journal has, and how far each was read. */

#include "checkpoints.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "journal/day_file.h"

int
day_files_open(struct day_files *d, int dir, struct index *ix)
{
	*d = (struct day_files){ .dir = dir };
	d->known_count = index_positions(ix, &d->known);
	if (d->known_count < 0) {
		errno = 0;
		return -1;
	}
	d->count = scandirat(dir, ".", &d->at, day_file_is_name, alphasort);
	if (d->count >= 0)
		return 0;
	free(d->known);
	return -1;
}

void
day_files_close(struct day_files *d)
{
	while (d->count > 0)
		free(d->at[--d->count]);
	free(d->at);
	free(d->known);
}

static const struct position *
find_known(const struct day_files *d, const char *file)
{
	int i;

	for (i = 0; i < d->known_count; i++)
		if (strcmp(d->known[i].file, file) == 0)
			return &d->known[i];
	return NULL;
}

struct position
day_files_position(const struct day_files *d, const char *file,
		   const struct stat *st)
{
	const struct position *known = find_known(d, file);
	struct position p = { .inode = st->st_ino };

	snprintf(p.file, sizeof p.file, "%.31s", file);
	p.offset = known ? known->offset : 0;
	return p;
}

int64_t
position_print(int fd, off_t offset)
{
	char bytes[64];
	off_t from =
	    offset > (off_t)sizeof bytes ? offset - (off_t)sizeof bytes : 0;
	ssize_t n = pread(fd, bytes, (size_t)(offset - from), from), i;
	uint64_t h = 14695981039346656037u;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)bytes[i]) * 1099511628211u;
	return (int64_t)h;
}

static bool
is_same(int dir, const struct position *p)
{
	int fd = openat(dir, p->file, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	bool same;

	if (fd < 0)
		return false;
	same = fstat(fd, &st) == 0 && st.st_ino == p->inode &&
	       st.st_size >= p->offset &&
	       position_print(fd, p->offset) == p->print;
	close(fd);
	return same;
}

bool
day_files_are_same(const struct day_files *d)
{
	const char *last =
	    d->known_count ? d->known[d->known_count - 1].file : "";
	struct stat st;
	int i;

	for (i = 0; i < d->known_count; i++)
		if (!is_same(d->dir, &d->known[i]))
			return false;
	for (i = 0; i < d->count && strcmp(d->at[i]->d_name, last) < 0; i++)
		if (!find_known(d, d->at[i]->d_name) &&
		    fstatat(d->dir, d->at[i]->d_name, &st, 0) == 0 &&
		    st.st_size > 0)
			return false;
	return true;
}

uint64_t
day_files_to_read(const struct day_files *d)
{
	uint64_t bytes = 0;
	struct stat st;
	int i;

	for (i = 0; i < d->count; i++) {
		const char *file = d->at[i]->d_name;

		if (fstatat(d->dir, file, &st, 0) == 0)
			bytes +=
			    (uint64_t)(st.st_size -
				       day_files_position(d, file, &st).offset);
	}
	return bytes;
}
