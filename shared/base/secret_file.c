/* secret_file - a file of secrets, kept in memory. */

#include "secret_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "log.h"
#include "open_file.h"
#include "str.h"
#include "text_encoding.h"

static void
wipe(char *text, size_t len)
{
	if (text)
		explicit_bzero(text, len);
	free(text);
}

/* Uses read(2), because stdio would leave a copy in its buffer. */
static char *
read_all(int fd, size_t size, size_t *len)
{
	char *text = malloc(size + 1);
	ssize_t n = 1;

	if (!text)
		die(EXIT_TEMPORARY,
		    "cannot allocate %zu bytes for a file of secrets:",
		    size + 1);
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
read_open(struct secret_file *f, int fd, size_t *len)
{
	const char *path = f->file.path, *fault;
	struct stat st;
	char *text;

	if (fstat(fd, &st)) {
		error_set(&f->error, "%s:", path);
		return NULL;
	}
	if (st.st_mode & 007) {
		error_set(&f->error,
			  "%s: users other than its owner and group may "
			  "access this file (mode %04o); type: chmod o= %s",
			  path, st.st_mode & 07777, path);
		return NULL;
	}
	if (st.st_size < 0 || (size_t)st.st_size > SECRET_FILE_MAX) {
		error_set(&f->error, "%s: this file is longer than 1 MiB",
			  path);
		return NULL;
	}
	text = read_all(fd, (size_t)st.st_size, len);
	if (!text) {
		error_set(&f->error, "%s: %s", path, error_text(errno));
		return NULL;
	}
	/* An editor's mark would be a part of the first secret. */
	fault = text_encoding_fault(text, *len);
	if (!fault)
		return text;
	error_set(&f->error, "%s: this file begins with %s", path, fault);
	wipe(text, *len);
	return NULL;
}

static char *
read_version(struct secret_file *f, size_t *len)
{
	int fd = file_watch_open(&f->file);
	char *text;

	if (fd < 0 && errno == OPEN_FILE_OTHER) {
		error_set(&f->error, "%s:", f->file.path);
		return NULL;
	}
	if (fd < 0) {
		error_set(&f->error,
			  "%s: %s (for the user id %u, as which this program "
			  "runs)",
			  f->file.path, error_text(errno), (unsigned)geteuid());
		return NULL;
	}
	text = read_open(f, fd, len);
	close(fd);
	return text;
}

static bool
reload(struct secret_file *f, secret_file_parse_fn *parse, void *arg)
{
	char message[sizeof f->error.text + 64], *text;
	size_t len = 0;

	f->error.text[0] = '\0';
	text = read_version(f, &len);
	if (text && parse(arg, text, len, f, &f->error) == 0) {
		wipe(f->text, f->len);
		f->text = text;
		f->len = len;
		log_settle(LOG_TOPIC_SECRETS);
		return true;
	}
	wipe(text, len);
	snprintf(message, sizeof message, "%s%s", f->error.text,
		 f->text ? "; the version before stays in force" : "");
	log_warn_once(LOG_TOPIC_SECRETS, message);
	return false;
}

bool
secret_file_refresh(struct secret_file *f, const char *path,
		    secret_file_parse_fn *parse, void *arg)
{
	char *copy;

	if (f->file.path && strcmp(f->file.path, path) == 0)
		return file_watch_changed(&f->file) && reload(f, parse, arg);
	copy = str_dup(path);
	secret_file_wipe(f);
	file_watch_init(&f->file, copy);
	return reload(f, parse, arg);
}

void
secret_file_wipe(struct secret_file *f)
{
	wipe(f->text, f->len);
	file_watch_free(&f->file);
	*f = (struct secret_file){ 0 };
}
