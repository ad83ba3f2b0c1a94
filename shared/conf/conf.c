/* conf - echoapp.conf: `key = value` lines, `#` comments. */

#include "conf.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/log.h"
#include "base/program_dir.h"
#include "base/str.h"
#include "base/text_encoding.h"
#include "conf_keys.h"

#define NAME "echoapp.conf"

static void
clear(struct conf *c)
{
	free(c->state_dir);
	name_set_free(&c->redact);
	name_set_free(&c->drop);
	free(c->secret_file);
	free(c->rules_file);
	free(c->deliver_file);
	free(c->rest_client_config);
	free(c->passwd_file);
	free(c->timezone);
	networks_free(&c->trusted);
	networks_free(&c->watchers);
	name_set_free(&c->page_hosts);
	name_set_free(&c->hook_hosts);
	name_set_free(&c->allowed_origins);
	*c = (struct conf){ 0 };
}

static int
read_lines(struct conf *c, FILE *from, struct conf_line *at, struct buffer *all)
{
	char *text = NULL;
	size_t room = 0;
	ssize_t n;
	int failed = 0;

	while (!failed && (n = getline(&text, &room, from)) >= 0) {
		const char *fault =
		    at->number++ ? NULL : text_encoding_fault(text, (size_t)n);

		buffer_add(all, text, (size_t)n);
		if (fault) {
			error_set(at->error, "%s:1: the file begins with %s",
				  at->path, fault);
			failed = -1;
		} else if (strlen(text) != (size_t)n) {
			error_set(at->error, "%s:%u: the line holds a NUL byte",
				  at->path, at->number);
			failed = -1;
		} else {
			failed = conf_keys_read_line(c, at, text);
		}
	}
	free(text);
	if (!failed && ferror(from)) {
		error_set(at->error, "%s: %s", at->path, error_text(errno));
		failed = -1;
	}
	return failed;
}

static int
load(struct conf_file *f, struct conf *c)
{
	struct conf_line at = {
		.path = f->file.path,
		.error = &f->error,
	};
	int fd = file_watch_open(&f->file);
	struct buffer text = { 0 };
	FILE *from;
	int failed;

	f->error.text[0] = '\0';
	conf_keys_set_defaults(c);
	c->loaded = timestamp_now();
	f->missing = fd < 0 && errno == ENOENT;
	if (f->missing && f->optional)
		return 0;
	from = fd < 0 ? NULL : fdopen(fd, "r");
	if (!from)
		return error_set(&f->error, "%s: %s", f->file.path,
				 error_text(errno));
	failed = read_lines(c, from, &at, &text);
	fclose(from);
	digest_sha256_hex(c->digest, (struct bytes){ text.at, text.len });
	buffer_free(&text);
	return failed ? failed : conf_keys_check(c, &at);
}

static void
report_error(const struct conf_file *f)
{
	char text[LOG_MESSAGE_SIZE];

	snprintf(text, sizeof text, "%s%s", f->error.text,
		 f->usable ? "; the version before stays in force" : "");
	log_warn_once(LOG_TOPIC_CONF, text);
}

/* Reads the file; if it has an error, the version before stays in force. */
static bool
reload(struct conf_file *f)
{
	struct conf c;

	if (load(f, &c)) {
		clear(&c);
		report_error(f);
		return false;
	}
	log_settle(LOG_TOPIC_CONF);
	if (f->state_dir) {
		free(c.state_dir);
		c.state_dir = str_dup(f->state_dir);
	}
	clear(&f->current);
	f->current = c;
	f->usable = true;
	log_set_targets(c.log_targets);
	return true;
}

/*
 * The path if none was given: beside the program, above it as in a source tree,
 * or the installed file.
 */
static char *
default_path(bool *optional)
{
	char dir[PATH_MAX], *path, *slash;
	int i;

	if (!program_dir(dir, sizeof dir))
		dir[0] = '\0';
	for (i = 0; i < 2 && dir[0]; i++) {
		path = conf_keys_absolute_path(dir, NAME);
		*optional = access(path, F_OK) != 0;
		if (!*optional)
			return path;
		free(path);
		slash = strrchr(dir, '/');
		if (slash)
			*slash = '\0';
	}
	*optional = true;
	return str_dup(SYSCONFDIR "/" NAME);
}

void
conf_open(struct conf_file *f, const char *path, const char *state_dir)
{
	char here[PATH_MAX];

	*f = (struct conf_file){ 0 };
	/* Without a name the directory is still the current one, and not /. */
	if (!getcwd(here, sizeof here))
		snprintf(here, sizeof here, ".");
	file_watch_init(&f->file, path && path[0]
				      ? conf_keys_absolute_path(here, path)
				      : default_path(&f->optional));
	if (state_dir && state_dir[0])
		f->state_dir = conf_keys_absolute_path(here, state_dir);
	reload(f);
}

bool
conf_refresh(struct conf_file *f)
{
	return file_watch_changed(&f->file) && reload(f);
}

void
conf_close(struct conf_file *f)
{
	clear(&f->current);
	file_watch_free(&f->file);
	free(f->state_dir);
	*f = (struct conf_file){ 0 };
}

void
conf_add_paths(const struct conf_file *f, struct sandbox_paths *p)
{
	const struct conf *c = &f->current;

	sandbox_paths_add_state(p, c->state_dir);
	sandbox_paths_add_file(p, f->file.path);
	sandbox_paths_add_file(p, c->rules_file);
	sandbox_paths_add_file(p, c->secret_file);
	sandbox_paths_add_file(p, c->passwd_file);
	sandbox_paths_add_file(p, c->rest_client_config);
}

bool
conf_hides(const struct conf *c, char *const *names, size_t count)
{
	size_t i, len;

	for (i = 0; i < count; i++) {
		len = strlen(names[i]);
		if (name_set_has(&c->redact, names[i], len) ||
		    name_set_has(&c->drop, names[i], len))
			return true;
	}
	return false;
}
