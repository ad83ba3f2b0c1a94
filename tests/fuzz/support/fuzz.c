/* fuzz - what fuzzers share: promises, a directory, and parts of an input. */

#include "fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/write_all.h"
#include "support/harness.h"

#define SOURCE "ECHOAPP_FUZZ_SOURCE"

static char home[4096];

void
fuzz_must(bool holds, const char *what, const char *file, int line)
{
	if (holds)
		return;
	dprintf(STDERR_FILENO, "%s:%d: not so: %s\n", file, line, what);
	abort();
}

bool
fuzz_is_printable(const char *text)
{
	for (; *text; text++)
		if (*text < 0x20 || *text >= 0x7f)
			return false;
	return true;
}

static void
drop_line(void *arg, const char *line)
{
	(void)arg;
	(void)line;
}

static void
clean_up(void)
{
	if (chdir("/") == 0)
		remove_tree(home);
}

void
fuzz_start(void)
{
	const char *dir = getenv("TMPDIR");
	char *here = getcwd(NULL, 0);

	MUST(here && setenv(SOURCE, here, 0) == 0);
	free(here);
	snprintf(home, sizeof home, "%s/echoapp-fuzz.XXXXXX",
		 dir && dir[0] ? dir : "/tmp");
	MUST(mkdtemp(home) && chdir(home) == 0);
	atexit(clean_up);
	log_set_targets(LOG_TO_SERVER);
	log_set_sink(drop_line, NULL);
}

const char *
fuzz_source_dir(void)
{
	return getenv(SOURCE);
}

void
fuzz_redirect_output(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd >= 0 && dup2(fd, STDOUT_FILENO) == STDOUT_FILENO);
	close(fd);
}

unsigned
fuzz_byte(struct fuzz_input *in)
{
	if (in->left == 0)
		return 0;
	in->left--;
	return *in->at++;
}

static char *
copy(struct fuzz_input *in, size_t len, size_t more)
{
	char *bytes = malloc(len + more ? len + more : 1);

	MUST(bytes != NULL);
	memcpy(bytes, in->at, len);
	in->at += len;
	in->left -= len;
	return bytes;
}

char *
fuzz_string(struct fuzz_input *in)
{
	const size_t len = strnlen((const char *)in->at, in->left);
	char *text = copy(in, len, 1);

	text[len] = '\0';
	fuzz_byte(in);
	return text;
}

char *
fuzz_rest(struct fuzz_input *in, size_t *len)
{
	*len = in->left;
	return copy(in, in->left, 0);
}

void
fuzz_write_file(const char *path, const void *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	MUST(fd >= 0 && write_all(fd, bytes, len) == 0);
	close(fd);
}

/* Appends the content of a file, and empties the file. */
static void
drain(const char *path, struct buffer *into)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	ssize_t n;

	MUST(fd >= 0);
	while ((n = read(fd, buffer_reserve(into, 65536), 65536)) > 0)
		into->len += (size_t)n;
	MUST(n == 0 && ftruncate(fd, 0) == 0);
	close(fd);
}

void
fuzz_take_journal(struct buffer *into)
{
	static const char journal[] = "state/journal";
	char path[sizeof journal + 300];
	struct dirent *e;
	DIR *d = opendir(journal);

	into->len = 0;
	while (d && (e = readdir(d))) {
		if (!strstr(e->d_name, ".ndjson"))
			continue;
		snprintf(path, sizeof path, "%s/%s", journal, e->d_name);
		drain(path, into);
	}
	if (d)
		closedir(d);
}

/*
 * Helpers of tests check with libcheck, which has no test to fail here; the
 * linker puts these in the place of its functions.
 */
void __wrap__mark_point(const char *, int);

void
__wrap__mark_point(const char *file, int line)
{
	(void)file;
	(void)line;
}

_Noreturn void __wrap__ck_assert_failed(const char *, int, const char *,
					const char *, ...)
    __attribute__((format(printf, 4, 5)));

_Noreturn void
__wrap__ck_assert_failed(const char *file, int line, const char *what,
			 const char *format, ...)
{
	va_list ap;

	fprintf(stderr, "%s:%d: %s: ", file, line, what);
	va_start(ap, format);
	if (format)
		vfprintf(stderr, format, ap);
	va_end(ap);
	fprintf(stderr, "\n");
	abort();
}
