/* file_writer - call records in files of CSV, or messages in lines of JSON. */

#include "file_writer.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/make_dirs.h"
#include "base/open_file.h"
#include "base/str.h"
#include "base/sync_dir.h"
#include "base/time_zone.h"
#include "base/write_all.h"
#include "record_fields.h"

int
file_writer_path(const struct destination *d, timestamp when, char *into,
		 size_t size)
{
	time_t second =
	    (time_t)((when + time_zone_offset(when)->ahead) / TIMESTAMP_SECOND);
	struct buffer path = { 0 };
	const char *at;
	struct tm tm;
	int bad;

	if (!gmtime_r(&second, &tm))
		return -1;
	for (at = d->to; *at; at++) {
		if (*at != '%')
			buffer_byte(&path, *at);
		else if (*++at == 'Y')
			buffer_printf(&path, "%04d", tm.tm_year + 1900);
		else if (*at == 'm')
			buffer_printf(&path, "%02d", tm.tm_mon + 1);
		else if (*at == 'd')
			buffer_printf(&path, "%02d", tm.tm_mday);
		else if (*at == 'H')
			buffer_printf(&path, "%02d", tm.tm_hour);
		else
			buffer_byte(&path, '%');
	}
	buffer_byte(&path, '\0');
	bad = path.len > size ? -1 : 0;
	str_copy(into, size, path.at);
	buffer_free(&path);
	return bad;
}

size_t
file_writer_count(const struct destination *d, const struct batch *b)
{
	char first[PATH_MAX], other[PATH_MAX];
	size_t i;

	if (file_writer_path(d, b->at[0].when, first, sizeof first))
		return b->count;
	for (i = 1; i < b->count; i++)
		if (file_writer_path(d, b->at[i].when, other, sizeof other) ||
		    strcmp(first, other) != 0)
			break;
	return i;
}

/* 0: it does not exist. */
static off_t
size_of(const char *path)
{
	struct stat st;

	return stat(path, &st) ? 0 : st.st_size;
}

bool
file_writer_turn(const struct destination *d, const struct batch *b,
		 struct delivery_position *p)
{
	char path[PATH_MAX];

	if (file_writer_path(d, b->at[0].when, path, sizeof path) ||
	    strcmp(path, p->file) == 0)
		return false;
	str_copy(p->file, sizeof p->file, path);
	p->file_size = size_of(path);
	return true;
}

static void
print(const struct destination *d, const struct batch *b, bool is_new,
      struct buffer *out)
{
	struct record_fields f;
	size_t i;

	record_fields_init(&f, d->columns);
	if (is_new && d->kind == DESTINATION_CSV)
		record_fields_head(&f, out);
	for (i = 0; i < b->count; i++) {
		const struct message *m = &b->at[i];
		const char *data = b->text.at + m->data;
		const size_t len = m->end - 1 - m->data;

		if (d->kind == DESTINATION_CSV) {
			record_fields_csv(&f, data, len, out);
		} else if (d->columns) {
			record_fields_json(&f, data, len, out);
		} else {
			buffer_add(out, data, len);
			buffer_byte(out, '\n');
		}
	}
	record_fields_free(&f);
}

/* The directory of the path is made if it is missing. */
static int
open_to_append(const char *path)
{
	char dir[PATH_MAX];
	char *slash;

	str_copy(dir, sizeof dir, path);
	slash = strrchr(dir, '/');
	if (slash && slash != dir) {
		*slash = '\0';
		if (make_dirs(dir))
			return -1;
	}
	return open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_APPEND, 0640);
}

/* What a crash left after the last batch that is known is cut off. */
static int
append(int fd, const struct destination *d, const struct batch *b,
       struct delivery_position *p)
{
	struct buffer text = { 0 };
	struct stat st;
	int bad;

	if (fstat(fd, &st) ||
	    (st.st_size > p->file_size && ftruncate(fd, p->file_size)))
		return -1;
	if (st.st_size < p->file_size)
		p->file_size = st.st_size;
	print(d, b, p->file_size == 0, &text);
	bad = write_all(fd, text.at, text.len) || fsync(fd) ||
	      (p->file_size == 0 && sync_dir_of(p->file));
	if (!bad)
		p->file_size += (off_t)text.len;
	buffer_free(&text);
	return bad ? -1 : 0;
}

int
file_writer_append(const struct destination *d, const struct batch *b,
		   struct delivery_position *p, struct error *e)
{
	int fd = open_to_append(p->file), bad;

	bad = fd < 0 || append(fd, d, b, p);
	if (bad)
		error_set(e, "cannot write %s: %s", p->file, error_text(errno));
	if (fd >= 0 && close(fd) && !bad)
		bad = error_set(e, "cannot write %s: %s", p->file,
				error_text(errno)) != 0;
	return bad ? -1 : 0;
}
