/* ledger - when each call record became final. */

#include "ledger.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/digits.h"
#include "base/open_file.h"
#include "base/sync_dir.h"
#include "base/write_all.h"
#include "ledger_old.h"

#define HEADER "echoapp-records 2 "
#define LINE_SIZE 83
/* Offsets in a line. */
enum {
	AT_REVISION = 17,
	AT_KEY = 22,
	AT_BORN = 38,
	AT_DIGEST = 53,
	AT_DISPOSITION = 70,
	AT_TALK = 72
};
#define REVISION_MAX 9999
#define TALK_DIGITS 10
#define TALK_MAX INT64_C(9999999999)
#define UNKNOWN " - ----------\n"

static int
failed(const struct ledger *l, const char *doing, struct error *e)
{
	return error_set(e, "cannot %s %s:", doing, l->path);
}

/* Without branches, because a rebuild reads millions. */
static inline bool
read_decimal(const char *text, size_t digits, int64_t *n)
{
	uint64_t all = 0; /* may overflow by what are no digits */
	unsigned value, bad = 0;
	size_t i;

	for (i = 0; i < digits; i++) {
		value = (unsigned)text[i] - '0';
		bad |= value > 9;
		all = all * 10 + value;
	}
	*n = (int64_t)all;
	return !bad;
}

static bool
read_entry(const char *line, struct ledger_entry *e)
{
	int64_t revision = 0;
	uint64_t born = 0;

	if (line[AT_REVISION - 1] != ' ' || line[AT_KEY - 1] != ' ' ||
	    line[AT_DIGEST - 1] != ' ' || line[AT_DISPOSITION - 1] != ' ' ||
	    line[AT_TALK - 1] != ' ' || line[LINE_SIZE - 1] != '\n' ||
	    !read_decimal(line, AT_REVISION - 1, &e->recorded) ||
	    !read_decimal(line + AT_REVISION, 4, &revision) ||
	    !digits_get_hex(line + AT_KEY, 16, &e->key) ||
	    !digits_get_hex(line + AT_BORN, 14, &born) ||
	    !digits_get_hex(line + AT_DIGEST, 16, &e->digest))
		return false;
	e->revision = (unsigned)revision;
	e->born = (timestamp)born;
	e->disposition = line[AT_DISPOSITION];
	if (e->disposition < 'A' || e->disposition > 'Z')
		e->disposition = 0;
	if (!read_decimal(line + AT_TALK, TALK_DIGITS, &e->talk))
		e->talk = -1;
	return true;
}

/* An incomplete header has no entries after it. */
static int
write_header(struct ledger *l, struct error *e)
{
	char line[LINE_SIZE + 1];
	uint64_t id;

	if (getrandom(&id, sizeof id, 0) != sizeof id)
		die(EXIT_TEMPORARY, "cannot get random bytes:");
	snprintf(l->id, sizeof l->id, "%016" PRIx64, id);
	snprintf(line, sizeof line, "%s%-*s\n", HEADER,
		 (int)(LINE_SIZE - sizeof HEADER), l->id);
	if (ftruncate(l->fd, 0) ||
	    pwrite(l->fd, line, LINE_SIZE, 0) != LINE_SIZE ||
	    fdatasync(l->fd) || sync_dir_of(l->path))
		return failed(l, "write", e);
	l->size = LINE_SIZE;
	return 0;
}

/* Did a power cut leave the space of the header, and nothing in it? */
static bool
is_blank(const struct ledger *l)
{
	static const char nothing[LINE_SIZE];
	char line[LINE_SIZE];

	return pread(l->fd, line, sizeof line, 0) == LINE_SIZE &&
	       memcmp(line, nothing, LINE_SIZE) == 0;
}

static int
read_header(struct ledger *l, struct error *e)
{
	char line[LINE_SIZE];
	uint64_t id;

	if (pread(l->fd, line, sizeof line, 0) != LINE_SIZE)
		return failed(l, "read", e);
	if (memcmp(line, HEADER, sizeof HEADER - 1) != 0 ||
	    !digits_get_hex(line + sizeof HEADER - 1, 16, &id) ||
	    line[LINE_SIZE - 1] != '\n')
		return error_set(e,
				 "%s is no ledger of call records that this"
				 " version can read; move it away, and another"
				 " one is begun",
				 l->path);
	snprintf(l->id, sizeof l->id, "%016" PRIx64, id);
	return 0;
}

/* After a power cut, the last lines may be incomplete, or zeros. */
static int
cut_incomplete(struct ledger *l, off_t size, struct error *e)
{
	char line[LINE_SIZE];
	struct ledger_entry last;

	l->size = size - size % LINE_SIZE;
	while (l->size > LINE_SIZE) {
		if (pread(l->fd, line, sizeof line, l->size - LINE_SIZE) !=
		    LINE_SIZE)
			return failed(l, "read", e);
		if (read_entry(line, &last)) {
			l->last = last.recorded;
			break;
		}
		l->size -= LINE_SIZE;
	}
	return l->size < size && ftruncate(l->fd, l->size)
		   ? failed(l, "write", e)
		   : 0;
}

static int
open_path(struct ledger *l, struct error *e)
{
	l->fd =
	    open_file(AT_FDCWD, l->path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600);
	return l->fd < 0 ? failed(l, "open", e) : 0;
}

/* Opens what a ledger of version 1 becomes. */
static int
open_converted(struct ledger *l, struct error *e)
{
	if (ledger_old_convert(l->fd, l->path, HEADER, UNKNOWN, e))
		return -1;
	close(l->fd);
	return open_path(l, e);
}

int
ledger_open(struct ledger *l, const char *state_dir, struct error *e)
{
	struct stat st;

	*l = (struct ledger){ .fd = -1 };
	if (snprintf(l->path, sizeof l->path, "%s/" LEDGER_NAME, state_dir) >=
	    (int)sizeof l->path)
		return error_set(e, "the path of the state directory is too"
				    " long");
	if (open_path(l, e))
		return -1;
	if (ledger_old_is(l->fd) && open_converted(l, e))
		return -1;
	if (fstat(l->fd, &st))
		return failed(l, "open", e);
	if (st.st_size < LINE_SIZE || is_blank(l))
		return write_header(l, e);
	return read_header(l, e) ? -1 : cut_incomplete(l, st.st_size, e);
}

void
ledger_close(struct ledger *l)
{
	if (l->map)
		munmap((void *)l->map, l->mapped);
	if (l->fd >= 0)
		close(l->fd);
	buffer_free(&l->added);
	hash_index_free(&l->by_key);
	*l = (struct ledger){ .fd = -1 };
}

bool
ledger_is_empty(const struct ledger *l)
{
	return l->size <= LINE_SIZE;
}

static int
map_file(struct ledger *l, struct error *e)
{
	l->mapped = (size_t)l->size;
	l->map = mmap(NULL, l->mapped, PROT_READ, MAP_SHARED, l->fd, 0);
	if (l->map != MAP_FAILED) {
		madvise((void *)l->map, l->mapped, MADV_WILLNEED);
		return 0;
	}
	l->map = NULL;
	return failed(l, "read", e);
}

int
ledger_load(struct ledger *l, off_t from, struct error *e)
{
	size_t line, lines = (size_t)l->size / LINE_SIZE;

	if (from < LINE_SIZE)
		from = LINE_SIZE;
	if (from >= l->size)
		return 0;
	if (map_file(l, e))
		return -1;
	line = (size_t)from / LINE_SIZE;
	hash_index_reserve(&l->by_key, lines - line);
	for (; line < lines; line++) {
		const char *text = l->map + line * LINE_SIZE;
		uint64_t key;

		/* A line that was spoiled records nothing. */
		if (digits_get_hex(text + AT_KEY, 16, &key) &&
		    memcmp(text + AT_REVISION, "0000", 4) != 0)
			hash_index_add(&l->by_key, key, (int64_t)line);
	}
	return 0;
}

int
ledger_read(const struct ledger *l, off_t from, off_t to,
	    void (*each)(void *, const struct ledger_entry *), void *arg,
	    struct error *e)
{
	char lines[LINE_SIZE * 256];
	struct ledger_entry entry;
	ssize_t n, i;

	if (from < LINE_SIZE)
		from = LINE_SIZE;
	for (; from < to; from += n) {
		n = to - from < (off_t)sizeof lines ? (ssize_t)(to - from)
						    : (ssize_t)sizeof lines;
		n = pread(l->fd, lines, (size_t)n, from);
		n -= n % LINE_SIZE;
		if (n <= 0)
			return failed(l, "read", e);
		for (i = 0; i < n; i += LINE_SIZE)
			if (read_entry(lines + i, &entry))
				each(arg, &entry);
	}
	return 0;
}

off_t
ledger_find(const struct ledger *l, uint64_t key, timestamp born,
	    timestamp first, timestamp last, struct ledger_entry *found)
{
	int64_t line, best = 0;
	bool is_exact = false;
	struct ledger_entry e;
	size_t position = 0;

	while ((line = hash_index_next(&l->by_key, key, &position))) {
		if (!read_entry(l->map + line * LINE_SIZE, &e) || e.key != key)
			continue;
		/* An exact one is better than any other, then the last. */
		if (e.born == born ? is_exact && line < best
				   : is_exact || e.born < first ||
					 e.born > last || line < best)
			continue;
		is_exact = e.born == born;
		best = line;
		*found = e;
	}
	return best * LINE_SIZE;
}

void
ledger_add(struct ledger *l, const struct ledger_entry *e)
{
	char *at = buffer_reserve(&l->added, LINE_SIZE), born[16];
	unsigned revision =
	    e->revision < REVISION_MAX ? e->revision : REVISION_MAX;

	digits_put_decimal(at, AT_REVISION - 1, (uint64_t)e->recorded);
	digits_put_decimal(at + AT_REVISION, 4, revision);
	digits_put_hex(at + AT_KEY, e->key);
	digits_put_hex(born, (uint64_t)e->born);
	memcpy(at + AT_BORN, born + 2, 14);
	digits_put_hex(at + AT_DIGEST, e->digest);
	memcpy(at + AT_DISPOSITION - 1, UNKNOWN, sizeof UNKNOWN - 1);
	if (e->disposition)
		at[AT_DISPOSITION] = e->disposition;
	if (e->disposition && e->talk >= 0)
		digits_put_decimal(
		    at + AT_TALK, TALK_DIGITS,
		    (uint64_t)(e->talk < TALK_MAX ? e->talk : TALK_MAX));
	at[AT_REVISION - 1] = at[AT_KEY - 1] = at[AT_DIGEST - 1] = ' ';
	l->added.len += LINE_SIZE;
	l->last = e->recorded;
}

int
ledger_write(struct ledger *l, bool sync, struct error *e)
{
	size_t done = 0;
	ssize_t n = 0;

	if (!l->added.len)
		return 0;
	while (done < l->added.len &&
	       (n = pwrite(l->fd, l->added.at + done, l->added.len - done,
			   l->size + (off_t)done)) > 0)
		done += (size_t)n;
	if (done < l->added.len || (sync && fdatasync(l->fd))) {
		failed(l, "write", e);
		(void)!ftruncate(l->fd, l->size);
		return -1;
	}
	l->size += (off_t)done;
	l->added.len = 0;
	return 0;
}

/* The lines of the new file; how many do not stay, sums aside. */
static int64_t
choose_lines(const struct ledger *l, struct buffer *kept,
	     bool (*keeps)(void *arg, const struct ledger_entry *), void *arg)
{
	const char *last = l->map + l->size - LINE_SIZE, *line;
	struct ledger_entry e;
	int64_t gone = 0;

	for (line = l->map + LINE_SIZE; line <= last; line += LINE_SIZE) {
		bool is_entry = read_entry(line, &e);

		if (line == last || (is_entry && keeps(arg, &e)))
			buffer_add(kept, line, LINE_SIZE);
		else if (!is_entry || e.revision > 0 || !e.disposition)
			gone++;
	}
	return gone;
}

static int
replace_file(struct ledger *l, const struct buffer *b, struct error *e)
{
	char path[PATH_MAX + sizeof ".new"];
	int fd;

	snprintf(path, sizeof path, "%s.new", l->path);
	fd = open_file(AT_FDCWD, path, O_RDWR | O_CREAT | O_TRUNC | O_NOFOLLOW,
		       0600);
	if (fd < 0 || write_all(fd, b->at, b->len) || fsync(fd) ||
	    rename(path, l->path)) {
		error_set(e, "cannot write %s:", path);
		if (fd >= 0)
			close(fd);
		unlink(path);
		return -1;
	}
	close(l->fd);
	l->fd = fd;
	l->size = (off_t)b->len;
	/* After a power cut the old file would do as well. */
	(void)!sync_dir_of(l->path);
	return 0;
}

int64_t
ledger_cut(struct ledger *l,
	   bool (*keeps)(void *arg, const struct ledger_entry *),
	   void (*carry)(void *arg, struct ledger *), void *arg,
	   struct error *e)
{
	struct buffer kept = { 0 }, all = { 0 };
	const timestamp last = l->last;
	int64_t gone = 0;

	if (ledger_is_empty(l))
		return 0;
	if (!l->map && map_file(l, e))
		return -1;
	gone = choose_lines(l, &kept, keeps, arg);
	carry(arg, l);
	buffer_add(&all, l->map, LINE_SIZE);
	buffer_add(&all, l->added.at, l->added.len);
	buffer_add(&all, kept.at, kept.len);
	l->added.len = 0;
	l->last = last;
	if (gone > 0 && replace_file(l, &all, e))
		gone = -1;
	buffer_free(&kept);
	buffer_free(&all);
	return gone;
}

int
ledger_set_digest(struct ledger *l, off_t offset, uint64_t digest,
		  struct error *e)
{
	char text[17];

	snprintf(text, sizeof text, "%016" PRIx64, digest);
	return pwrite(l->fd, text, 16, offset + AT_DIGEST) == 16
		   ? 0
		   : failed(l, "write", e);
}
