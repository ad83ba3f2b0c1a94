/* conf - echoapp.conf: `key = value` lines, `#` comments. */

#include "conf.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/program_dir.h"
#include "conf_keys.h"

#define NAME "echoapp.conf"

static void
forget(struct conf *c)
{
	free(c->state_dir);
	names_free(&c->redact);
	names_free(&c->drop);
	free(c->secret_file);
	free(c->rules);
	free(c->rest_client_config);
	free(c->passwd_file);
	trusted_free(&c->trusted);
	trusted_free(&c->watchers);
	names_free(&c->page_hosts);
	*c = (struct conf){ 0 };
}

static int
read_lines(struct conf *c, FILE *from, struct line *at)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t n;
	int failed = 0;

	while (!failed && (n = getline(&text, &room, from)) >= 0) {
		at->number++;
		if (strlen(text) != (size_t)n) {
			snprintf(at->error, at->size,
				 "%s:%u: the line holds a NUL byte", at->path,
				 at->number);
			failed = -1;
		} else {
			failed = conf_read_line(c, at, text);
		}
	}
	free(text);
	if (!failed && ferror(from)) {
		snprintf(at->error, at->size, "%s: %s", at->path,
			 strerror(errno));
		failed = -1;
	}
	return failed;
}

static int
load(struct conf_file *f, struct conf *c)
{
	struct line at = {
		.path = f->file.path,
		.error = f->error,
		.size = sizeof f->error,
	};
	int fd = watched_open(&f->file);
	FILE *from;
	int failed;

	f->error[0] = '\0';
	conf_defaults(c);
	if (fd < 0 && errno == ENOENT && f->optional)
		return 0;
	from = fd < 0 ? NULL : fdopen(fd, "r");
	if (!from) {
		snprintf(f->error, sizeof f->error, "%s: %s", f->file.path,
			 strerror(errno));
		return -1;
	}
	failed = read_lines(c, from, &at);
	fclose(from);
	return failed ? failed : conf_check(c, &at);
}

/* Reads the file; what was good stays in force when the new one is not. */
static bool
read_file(struct conf_file *f)
{
	struct conf c;

	if (load(f, &c)) {
		forget(&c);
		warn("%s%s", f->error,
		     f->good ? "; what was read before stays in force" : "");
		return false;
	}
	if (f->state_dir) {
		free(c.state_dir);
		c.state_dir = conf_copy(f->state_dir);
	}
	forget(&f->now);
	f->now = c;
	f->good = true;
	log_to(c.log);
	return true;
}

/* One that nobody has named: where the program is, or where it was installed.
 */
static char *
unnamed(bool *optional)
{
	char dir[PATH_MAX], *path;

	if (self_directory(dir, sizeof dir)) {
		path = conf_absolute(dir, NAME);
		*optional = access(path, F_OK) != 0;
		if (!*optional)
			return path;
		free(path);
	}
	*optional = true;
	return conf_copy(SYSCONFDIR "/" NAME);
}

void
conf_open(struct conf_file *f, const char *path, const char *state_dir)
{
	char here[PATH_MAX];

	*f = (struct conf_file){ 0 };
	if (!getcwd(here, sizeof here))
		snprintf(here, sizeof here, "/");
	watched_begin(&f->file, path && path[0] ? conf_absolute(here, path)
						: unnamed(&f->optional));
	if (state_dir && state_dir[0])
		f->state_dir = conf_absolute(here, state_dir);
	read_file(f);
}

bool
conf_refresh(struct conf_file *f)
{
	return watched_changed(&f->file) && read_file(f);
}

void
conf_close(struct conf_file *f)
{
	forget(&f->now);
	watched_end(&f->file);
	free(f->state_dir);
	*f = (struct conf_file){ 0 };
}
