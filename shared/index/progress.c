/* progress - how far the last fold came, for all processes to read. */

#include "progress.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/open_file.h"
#include "base/str.h"

/*
 * Programs are replaced one at a time, so two versions may share the file.  A
 * change of the record needs another number here.  The first builds wrote the
 * same bytes without a number: their programs can read our record, and theirs
 * is unknown to us.
 */
#define RECORD_FORMAT UINT32_C(0x45417002)

struct record {
	char file[32];
	int64_t offset;
	int64_t when;
	uint8_t failed;
	uint8_t unused[3];
	uint32_t format;
};

_Static_assert(sizeof(struct record) == 56, "the record has no padding");
_Static_assert(sizeof((struct record){ 0 }.file) == DAY_FILE_SIZE, "file");

int
progress_open(const char *state_dir)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/index.lock", state_dir);
	return open_file(AT_FDCWD, path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
}

int
progress_read(int lock, struct progress *p)
{
	struct record r;

	if (pread(lock, &r, sizeof r, 0) != (ssize_t)sizeof r ||
	    r.format != RECORD_FORMAT || !memchr(r.file, '\0', sizeof r.file))
		return -1;
	str_copy(p->file, sizeof p->file, r.file);
	p->offset = r.offset;
	p->when = r.when;
	p->failed = r.failed != 0;
	return 0;
}

void
progress_write(int lock, const struct progress *p)
{
	struct record r = {
		.offset = p->offset,
		.when = timestamp_now(),
		.failed = p->failed,
		.format = RECORD_FORMAT,
	};

	str_copy(r.file, sizeof r.file, p->file);
	/* Without a record the index counts as lagging: that costs time. */
	if (pwrite(lock, &r, sizeof r, 0) != (ssize_t)sizeof r)
		(void)!ftruncate(lock, 0);
}
