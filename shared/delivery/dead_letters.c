/* dead_letters - messages that a destination has refused for ever. */

#include "dead_letters.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/lock.h"
#include "base/open_file.h"
#include "base/read_file.h"
#include "base/str.h"
#include "base/sync_dir.h"
#include "base/write_all.h"
#include "delivery_position.h"

/* Some hundred thousand letters. */
#define FILE_MAX_BYTES ((size_t)64 << 20)

static void
print(const struct dead_letter *l, struct buffer *out)
{
	char when[TIMESTAMP_SIZE], died[TIMESTAMP_SIZE];

	timestamp_format(when, sizeof when, l->when);
	timestamp_format(died, sizeof died, l->died);
	buffer_str(out, "{\"id\":");
	json_write_string(out, l->id, strlen(l->id));
	buffer_printf(out,
		      ",\"timestamp\":\"%s\",\"died\":\"%s\",\"status\":%d,"
		      "\"error\":",
		      when, died, l->status);
	json_write_string(out, l->error, strlen(l->error));
	buffer_str(out, "}\n");
}

/* A copy of the string in `into`, cut to its size; "" if it is missing. */
static void
copy_member(const struct json_scan *s, const char *name, char *into,
	    size_t size)
{
	const struct json_token *t =
	    json_token_member(s, json_token_root(s), name);
	struct buffer b = { 0 };

	into[0] = '\0';
	if (!t || t->kind != JSON_STRING)
		return;
	json_token_decode(s, t, &b);
	buffer_byte(&b, '\0');
	str_copy(into, size, b.at);
	buffer_free(&b);
}

static void
parse(const struct json_scan *s, struct dead_letter *l)
{
	const struct json_token *status =
	    json_token_member(s, json_token_root(s), "status");
	char time[TIMESTAMP_SIZE];

	*l = (struct dead_letter){ 0 };
	copy_member(s, "id", l->id, sizeof l->id);
	copy_member(s, "error", l->error, sizeof l->error);
	copy_member(s, "timestamp", time, sizeof time);
	l->when = timestamp_parse(time);
	copy_member(s, "died", time, sizeof time);
	l->died = timestamp_parse(time);
	if (status && status->kind == JSON_NUMBER)
		l->status = (int)strtol(s->text + status->start, NULL, 10);
}

/* A line that a power cut left incomplete is no letter. */
static void
parse_lines(struct dead_letters *all, const struct buffer *text)
{
	const char *at = text->at, *end = at + text->len, *stop;
	struct json_scan s = { 0 };

	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		if (!stop)
			break;
		if (json_scan(&s, at, (size_t)(stop - at)))
			continue;
		if ((all->count & (all->count - 1)) == 0) {
			size_t room = all->count ? all->count * 2 : 1;

			all->at = reallocarray(all->at, room, sizeof *all->at);
			if (!all->at)
				die(EXIT_TEMPORARY,
				    "cannot store %zu dead letters:", room);
		}
		parse(&s, &all->at[all->count++]);
	}
	json_scan_free(&s);
}

int
dead_letters_read(struct dead_letters *all, const char *state_dir,
		  const char *name, const char *ending, struct error *e)
{
	struct buffer text = { 0 };
	char path[PATH_MAX];
	struct error why;
	struct stat st;

	*all = (struct dead_letters){ 0 };
	if (!delivery_position_path(path, sizeof path, state_dir, name, ending))
		return error_set(e, "%s: the name is too long", state_dir);
	if (access(path, F_OK) && errno == ENOENT)
		return 0;
	if (read_file(path, FILE_MAX_BYTES, &text, &st, &why)) {
		buffer_free(&text);
		return error_set(e, "cannot read %s: %s", path, why.text);
	}
	parse_lines(all, &text);
	buffer_free(&text);
	return 0;
}

void
dead_letters_free(struct dead_letters *all)
{
	free(all->at);
	*all = (struct dead_letters){ 0 };
}

/* Returns the descriptor of the lock, to be close(2)d, or -1. */
static int
lock(const char *state_dir, struct error *e)
{
	char path[PATH_MAX];
	int fd = -1;

	if (delivery_position_path(path, sizeof path, state_dir, "", "letters"))
		fd = open_file(AT_FDCWD, path, O_RDWR | O_CREAT, 0600);
	if (fd >= 0 && lock_take(fd) == 0)
		return fd;
	error_set(e, "cannot lock %s: %s", path, error_text(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* An incomplete line is closed before the next one. */
static int
append(const char *state_dir, const char *name, const char *ending,
       const struct buffer *lines, struct error *e)
{
	char path[PATH_MAX], last = '\n';
	struct stat st;
	int fd = -1, bad = -1;

	if (delivery_position_path(path, sizeof path, state_dir, name, ending))
		fd = open_file(AT_FDCWD, path, O_RDWR | O_CREAT | O_APPEND,
			       0600);
	if (fd >= 0 && fstat(fd, &st) == 0 &&
	    (st.st_size == 0 || pread(fd, &last, 1, st.st_size - 1) == 1) &&
	    (last == '\n' || write_all(fd, "\n", 1) == 0) &&
	    write_all(fd, lines->at, lines->len) == 0 && fsync(fd) == 0 &&
	    sync_dir_of(path) == 0)
		bad = 0;
	if (bad)
		error_set(e, "cannot write %s: %s", path, error_text(errno));
	if (fd >= 0)
		close(fd);
	return bad;
}

int
dead_letters_add(const char *state_dir, const char *name,
		 const struct dead_letter *letter, struct error *e)
{
	struct dead_letters all;
	struct buffer line = { 0 };
	int fd = lock(state_dir, e), bad;

	if (fd < 0)
		return -1;
	bad = dead_letters_read(&all, state_dir, name, "dead", e);
	if (!bad &&
	    (!all.count || strcmp(all.at[all.count - 1].id, letter->id) != 0)) {
		print(letter, &line);
		bad = append(state_dir, name, "dead", &line, e);
	}
	dead_letters_free(&all);
	buffer_free(&line);
	close(fd);
	return bad;
}

static int
replace(const char *state_dir, const char *name, const char *ending,
	const struct buffer *lines, struct error *e)
{
	char path[PATH_MAX], new[PATH_MAX];
	int fd, bad;

	if (!delivery_position_path(path, sizeof path, state_dir, name,
				    ending) ||
	    !delivery_position_path(new, sizeof new, state_dir, name,
				    "letters.new"))
		return error_set(e, "%s: the name is too long", state_dir);
	fd = open_file(AT_FDCWD, new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
		       0600);
	bad = fd < 0 || write_all(fd, lines->at, lines->len) || fsync(fd);
	if (fd >= 0 && close(fd))
		bad = 1;
	if (bad || rename(new, path) || sync_dir_of(path))
		return error_set(e, "cannot write %s: %s", path,
				 error_text(errno));
	return 0;
}

int
dead_letters_move(const char *state_dir, const char *name, const char *from,
		  const char *to, const char *id, struct error *e)
{
	struct buffer stay = { 0 }, go = { 0 };
	struct dead_letters all;
	int fd, moved = 0;
	char path[PATH_MAX];
	size_t i;

	/* The directory may be missing, too. */
	if (delivery_position_path(path, sizeof path, state_dir, name, from) &&
	    access(path, F_OK) && errno == ENOENT)
		return 0;
	fd = lock(state_dir, e);
	if (fd < 0)
		return -1;
	if (dead_letters_read(&all, state_dir, name, from, e))
		moved = -1;
	for (i = 0; i < all.count; i++) {
		const bool goes = !id || strcmp(all.at[i].id, id) == 0;

		print(&all.at[i], goes ? &go : &stay);
		moved += goes;
	}
	/* After a crash between the two, they are in both. */
	if (moved > 0 && ((to && append(state_dir, name, to, &go, e)) ||
			  replace(state_dir, name, from, &stay, e)))
		moved = -1;
	dead_letters_free(&all);
	buffer_free(&stay);
	buffer_free(&go);
	close(fd);
	return moved;
}
