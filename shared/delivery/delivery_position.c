/* delivery_position - how far a destination has got. */

#include "delivery_position.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/open_file.h"
#include "base/read_file.h"
#include "base/str.h"
#include "base/sync_dir.h"
#include "base/write_all.h"

#define HEADER "echoapp-deliver 1"
#define POSITION_MAX ((size_t)64 * 1024)

bool
delivery_position_path(char *into, size_t size, const char *state_dir,
		       const char *name, const char *ending)
{
	return snprintf(into, size, "%s/" DELIVERY_DIR "/%s%s%s", state_dir,
			name, name[0] ? "." : "", ending) < (int)size;
}

/* A line of another version is kept by nobody. */
static bool
read_line(struct delivery_position *p, const char *line)
{
	struct delivery_day d;
	intmax_t offset;
	char end;

	if (sscanf(line, "records %38[0-9a-f.]%c", p->records, &end) == 1 ||
	    sscanf(line, "delivered %" SCNu64 "%c", &p->delivered, &end) == 1 ||
	    sscanf(line, "dead %" SCNu64 "%c", &p->dead, &end) == 1)
		return true;
	if (sscanf(line, "within %" SCNd64 " %" SCNu64 " %31[0-9a-f]%c",
		   &p->within_row, &p->within_inode, p->within_id, &end) == 3)
		return true;
	if (sscanf(line, "file %jd %1023[^\n]", &offset, p->file) == 2) {
		p->file_size = (off_t)offset;
		return offset >= 0;
	}
	if (p->day_count == DELIVERY_POSITION_DAYS ||
	    sscanf(line,
		   "day %31[0-9a-z.] %jd %" SCNd64 " %" SCNd64 " %" SCNd64 "%c",
		   d.file, &offset, &d.fingerprint, &d.time, &d.lines,
		   &end) != 5 ||
	    offset < 0 || d.file[0] < '0' || d.file[0] > '9')
		return false;
	d.offset = (off_t)offset;
	p->days[p->day_count++] = d;
	return true;
}

int
delivery_position_read(struct delivery_position *p, const char *state_dir,
		       const char *name, struct error *e)
{
	struct buffer text = { 0 };
	char path[PATH_MAX], *line, *rest;
	struct error why;
	struct stat st;
	bool good;

	*p = (struct delivery_position){ .within_row = INT64_MAX };
	if (!delivery_position_path(path, sizeof path, state_dir, name,
				    "position"))
		return error_set(e, "%s: the name is too long", state_dir);
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	if (read_file(path, POSITION_MAX, &text, &st, &why)) {
		buffer_free(&text);
		return error_set(e, "cannot read %s: %s", path, why.text);
	}
	buffer_byte(&text, '\0');
	rest = text.at;
	line = strsep(&rest, "\n");
	good = strcmp(line, HEADER) == 0;
	while (good && (line = strsep(&rest, "\n")) && line[0])
		good = read_line(p, line);
	buffer_free(&text);
	return good ? 1
		    : error_set(e,
				"%s is no position that this version can read; "
				"move it away, and the destination begins "
				"anew",
				path);
}

static void
print(const struct delivery_position *p, struct buffer *out)
{
	size_t i;

	buffer_str(out, HEADER "\n");
	if (p->records[0])
		buffer_printf(out, "records %s\n", p->records);
	if (p->records[0] && p->within_row != INT64_MAX)
		buffer_printf(out, "within %" PRId64 " %" PRIu64 " %s\n",
			      p->within_row, p->within_inode, p->within_id);
	for (i = 0; i < p->day_count; i++)
		buffer_printf(
		    out, "day %s %jd %" PRId64 " %" PRId64 " %" PRId64 "\n",
		    p->days[i].file, (intmax_t)p->days[i].offset,
		    p->days[i].fingerprint, p->days[i].time, p->days[i].lines);
	buffer_printf(out, "delivered %" PRIu64 "\ndead %" PRIu64 "\n",
		      p->delivered, p->dead);
	if (p->file[0])
		buffer_printf(out, "file %jd %s\n", (intmax_t)p->file_size,
			      p->file);
}

int
delivery_position_write(const struct delivery_position *p,
			const char *state_dir, const char *name,
			struct error *e)
{
	char path[PATH_MAX], new[PATH_MAX];
	struct buffer text = { 0 };
	int fd, bad;

	if (!delivery_position_path(path, sizeof path, state_dir, name,
				    "position") ||
	    !delivery_position_path(new, sizeof new, state_dir, name,
				    "position.new"))
		return error_set(e, "%s: the name is too long", state_dir);
	print(p, &text);
	fd = open_file(AT_FDCWD, new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
		       0600);
	bad = fd < 0 || write_all(fd, text.at, text.len) || fsync(fd);
	if (fd >= 0 && close(fd))
		bad = 1;
	buffer_free(&text);
	if (bad || rename(new, path) || sync_dir_of(path))
		return error_set(e, "cannot write %s: %s", path,
				 error_text(errno));
	return 0;
}
