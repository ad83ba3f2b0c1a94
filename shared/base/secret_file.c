/* private - a file of secrets, kept in memory as long as it is good. */

#include "secret_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "log.h"

static void
wipe(char *text, size_t len)
{
	if (text)
		explicit_bzero(text, len);
	free(text);
}

/* Nothing that buffers: it would leave a copy behind. */
static char *
read_all(int fd, size_t size, size_t *len)
{
	char *text = malloc(size + 1);
	ssize_t n = 1;

	if (!text)
		die(EXIT_TEMPORARY, "a file of secrets:");
	for (*len = 0; n > 0 && *len < size; *len += (size_t)n) {
		n = read(fd, text + *len, size - *len);
		if (n < 0) {
			wipe(text, *len);
			return NULL;
		}
	}
	text[*len] = '\0';
	return text;
}

static char *
read_open(struct secret_file *p, int fd, size_t *len)
{
	const char *path = p->file.path;
	struct stat st;
	char *text;

	if (fstat(fd, &st) || !S_ISREG(st.st_mode)) {
		error_set(&p->error, "%s: this is not a file", path);
		return NULL;
	}
	if (st.st_mode & 007) {
		error_set(&p->error,
			  "%s: others than its owner and group may use it "
			  "(mode %04o); type: chmod o= %s",
			  path, st.st_mode & 07777, path);
		return NULL;
	}
	if (st.st_size < 0 || (size_t)st.st_size > SECRET_FILE_MAX) {
		error_set(&p->error, "%s: it is longer than 1 MiB", path);
		return NULL;
	}
	text = read_all(fd, (size_t)st.st_size, len);
	if (!text)
		error_set(&p->error, "%s: %s", path, strerror(errno));
	return text;
}

static char *
read_version(struct secret_file *p, size_t *len)
{
	int fd = file_watch_open(&p->file);
	char *text;

	if (fd < 0) {
		error_set(&p->error,
			  "%s: %s (for the user id %u, as which this program "
			  "runs)",
			  p->file.path, strerror(errno), (unsigned)geteuid());
		return NULL;
	}
	text = read_open(p, fd, len);
	close(fd);
	return text;
}

static bool
read_again(struct secret_file *p, secret_file_parse_fn *parse, void *arg)
{
	size_t len = 0;
	char *text;

	p->error.text[0] = '\0';
	text = read_version(p, &len);
	if (text && parse(arg, text, len, p, &p->error) == 0) {
		wipe(p->text, p->len);
		p->text = text;
		p->len = len;
		return true;
	}
	wipe(text, len);
	log_warn("%s%s", p->error.text,
		 p->text ? "; what was read before stays in force" : "");
	return false;
}

bool
secret_file_refresh(struct secret_file *p, const char *path,
		    secret_file_parse_fn *parse, void *arg)
{
	char *copy;

	if (p->file.path && strcmp(p->file.path, path) == 0)
		return file_watch_changed(&p->file) &&
		       read_again(p, parse, arg);
	copy = strdup(path);
	if (!copy)
		die(EXIT_TEMPORARY, "a path:");
	secret_file_wipe(p);
	file_watch_init(&p->file, copy);
	return read_again(p, parse, arg);
}

void
secret_file_wipe(struct secret_file *p)
{
	wipe(p->text, p->len);
	file_watch_free(&p->file);
	*p = (struct secret_file){ 0 };
}
