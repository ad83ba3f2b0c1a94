/*
 * harness_files - the part of harness.h that works without its main(), as in
 * fuzzers: files, and what else needs no test.
 */

#include <dirent.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "harness.h"

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

void
remove_tree(const char *path)
{
	nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

char *
harness_read_file(const char *path, size_t *len)
{
	FILE *f = fopen(path, "rb");
	size_t room = 4096, n = 0, got;
	char *text = malloc(room);

	ck_assert_msg(f && text, "cannot read %s", path);
	while ((got = fread(text + n, 1, room - n - 1, f)) > 0) {
		n += got;
		if (n + 1 < room)
			continue;
		room *= 2;
		text = realloc(text, room);
		ck_assert_ptr_nonnull(text);
	}
	fclose(f);
	text[n] = '\0';
	if (len)
		*len = n;
	return text;
}

void
write_file(const char *path, const char *text)
{
	FILE *f = fopen(path, "wb");

	ck_assert_msg(f != NULL, "cannot write %s", path);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

void
replace_file(const char *path, const char *text, mode_t mode)
{
	char next[PATH_MAX];

	snprintf(next, sizeof next, "%s.next", path);
	write_file(next, text);
	ck_assert_int_eq(chmod(next, mode), 0);
	ck_assert_int_eq(rename(next, path), 0);
}

double
seconds_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

char *
journal_path(const char *state_dir)
{
	char dir[PATH_MAX], *path = NULL;
	struct dirent *e;
	DIR *d;

	snprintf(dir, sizeof dir, "%s/journal", state_dir);
	d = opendir(dir);
	if (!d)
		return NULL;
	while ((e = readdir(d))) {
		if (!strstr(e->d_name, ".ndjson"))
			continue;
		ck_assert_msg(!path, "the journal has more than one day");
		ck_assert_int_gt(asprintf(&path, "%s/%s", dir, e->d_name), 0);
	}
	closedir(d);
	return path;
}

size_t
count_of(const char *text, const char *needle)
{
	size_t n = 0;

	for (; (text = strstr(text, needle)); text += strlen(needle))
		n++;
	return n;
}

size_t
count_lines(const char *text)
{
	return count_of(text, "\n");
}

uint64_t
next_random(uint64_t *state)
{
	uint64_t x = *state ? *state : 88172645463325252u;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return *state = x;
}

bool
harness_is_sanitized(const char *program)
{
	static const char mark[] = "__asan_init";
	size_t len;
	char *bytes = harness_read_file(program, &len);

	return memmem(bytes, len, mark, sizeof mark - 1) != NULL;
}
