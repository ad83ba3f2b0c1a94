/* conf - echoapp.conf: `key = value` lines, `#` comments. */

#include "conf.h"

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "log.h"

/* What is being read, for paths and for errors. */
struct line {
	const char *path;
	unsigned number;
	char *error;
	size_t size;
};

static char *
copy(const char *text)
{
	char *s = strdup(text);

	if (!s)
		die(EXIT_AGAIN, "a setting:");
	return s;
}

static char *
absolute(const char *dir, const char *path)
{
	char *s;

	if (path[0] == '/')
		return copy(path);
	if (asprintf(&s, "%s/%s", dir, path) < 0)
		die(EXIT_AGAIN, "a path:");
	return s;
}

/* The values: each setter stores one, or returns -1 when it can't be had. */

static int
set_path(struct conf *c, const struct line *at, const char *value)
{
	char *file = copy(at->path);

	if (value[0] == '\0') {
		free(file);
		return -1;
	}
	free(c->state_dir);
	c->state_dir = absolute(dirname(file), value);
	free(file);
	return 0;
}

static int
set_body_max(struct conf *c, const struct line *at, const char *value)
{
	char *end;
	unsigned long long n;

	(void)at;
	if (!isdigit((unsigned char)value[0]))
		return -1;
	errno = 0;
	n = strtoull(value, &end, 10);
	if (errno || n > CONF_BODY_MAX_HIGH)
		return -1;
	if (*end == 'k') {
		n <<= 10;
		end++;
	} else if (*end == 'M') {
		n <<= 20;
		end++;
	}
	if (*end || n < CONF_BODY_MAX_LOW || n > CONF_BODY_MAX_HIGH)
		return -1;
	c->body_max = n;
	return 0;
}

/* One of two words; the first is false. */
static int
set_word(bool *into, const char *value, const char *no, const char *yes)
{
	if (strcmp(value, no) != 0 && strcmp(value, yes) != 0)
		return -1;
	*into = strcmp(value, yes) == 0;
	return 0;
}

static int
set_strict(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_word(&c->strict, value, "no", "yes");
}

static int
set_durability(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_word(&c->disk, value, "process", "disk");
}

static int
set_on_state_error(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_word(&c->refuse_unrecorded, value, "answer", "refuse");
}

/* Calls `each` for every word; words are parted by blanks or commas. */
static int
words(struct names *n, const char *value,
      void (*each)(struct names *, const char *, size_t))
{
	size_t len;

	for (; *(value += strspn(value, " \t,")); value += len) {
		len = strcspn(value, " \t,");
		each(n, value, len);
	}
	return 0;
}

static int
set_redact(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return words(&c->redact, value, names_add);
}

static int
set_drop(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return words(&c->drop, value, names_add);
}

/* `sdp` stands for every member that carries one. */
static int
set_keep(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	words(&c->drop, value, names_remove);
	if (!names_has(&c->drop, "sdp", 3))
		names_remove(&c->drop, "sipSDP", 6);
	return 0;
}

static int
set_log(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	if (strcmp(value, "both") == 0)
		c->log = LOG_TO_SERVER | LOG_TO_SYSLOG;
	else if (strcmp(value, "server") == 0)
		c->log = LOG_TO_SERVER;
	else if (strcmp(value, "syslog") == 0)
		c->log = LOG_TO_SYSLOG;
	else
		return -1;
	return 0;
}

static const struct key {
	const char *name;
	int (*set)(struct conf *, const struct line *, const char *value);
	const char *accepted;
} keys[] = {
	{ "state_dir", set_path, "a directory" },
	{ "body_max", set_body_max, "bytes, 1k to 64M" },
	{ "strict", set_strict, "yes or no" },
	{ "durability", set_durability, "process or disk" },
	{ "on_state_error", set_on_state_error, "answer or refuse" },
	{ "redact", set_redact, "names of members" },
	{ "keep", set_keep, "names of members" },
	{ "drop", set_drop, "names of members" },
	{ "log", set_log, "both, server or syslog" },
};

#define KEYS (sizeof keys / sizeof *keys)

static void
defaults(struct conf *c)
{
	*c = (struct conf){
		.state_dir = copy(STATEDIR),
		.body_max = (size_t)1 << 20,
		.log = LOG_TO_SERVER | LOG_TO_SYSLOG,
	};
	words(&c->redact, "sipPassword authToken token password Authorization",
	      names_add);
	words(&c->drop, "sdp sipSDP", names_add);
}

static void
forget(struct conf *c)
{
	free(c->state_dir);
	names_free(&c->redact);
	names_free(&c->drop);
	*c = (struct conf){ 0 };
}

static int
unknown(const struct line *at, const char *name)
{
	char shown[128];
	size_t i, n;

	log_escape(shown, sizeof shown, name);
	n = (size_t)snprintf(at->error, at->size,
			     "%s:%u: there is no key \"%s\"; the keys are",
			     at->path, at->number, shown);
	for (i = 0; i < KEYS && n < at->size; i++)
		n += (size_t)snprintf(at->error + n, at->size - n, " %s",
				      keys[i].name);
	return -1;
}

/* Cuts blanks off both ends, in place. */
static char *
trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return s + strspn(s, " \t");
}

static int
read_line(struct conf *c, const struct line *at, char *text)
{
	char *name = trim(text), *value, shown[128];
	size_t i;

	if (name[0] == '\0' || name[0] == '#')
		return 0;
	value = strchr(name, '=');
	if (!value) {
		log_escape(shown, sizeof shown, name);
		snprintf(at->error, at->size,
			 "%s:%u: \"%s\" has no =; a line is key = value",
			 at->path, at->number, shown);
		return -1;
	}
	*value++ = '\0';
	name = trim(name);
	value = trim(value);
	for (i = 0; i < KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			break;
	if (i == KEYS)
		return unknown(at, name);
	if (keys[i].set(c, at, value) == 0)
		return 0;
	log_escape(shown, sizeof shown, value);
	snprintf(at->error, at->size, "%s:%u: %s = \"%s\" is not %s", at->path,
		 at->number, name, shown, keys[i].accepted);
	return -1;
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
			failed = read_line(c, at, text);
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

/* Remembers which version of the file was read. */
static void
remember(struct conf_file *f, const struct stat *st)
{
	f->changed = st->st_mtim;
	f->size = st->st_size;
	f->inode = st->st_ino;
}

static bool
is_another(const struct conf_file *f, const struct stat *st)
{
	return f->changed.tv_sec != st->st_mtim.tv_sec ||
	       f->changed.tv_nsec != st->st_mtim.tv_nsec ||
	       f->size != st->st_size || f->inode != st->st_ino;
}

static int
load(struct conf_file *f, struct conf *c)
{
	struct line at = {
		.path = f->path,
		.error = f->error,
		.size = sizeof f->error,
	};
	struct stat st;
	FILE *from;
	int failed;

	f->error[0] = '\0';
	defaults(c);
	from = fopen(f->path, "re");
	if (!from && errno == ENOENT && f->optional)
		return 0;
	if (!from) {
		snprintf(f->error, sizeof f->error, "%s: %s", f->path,
			 strerror(errno));
		return -1;
	}
	if (fstat(fileno(from), &st) == 0)
		remember(f, &st);
	failed = read_lines(c, from, &at);
	fclose(from);
	return failed;
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
		c.state_dir = copy(f->state_dir);
	}
	forget(&f->now);
	f->now = c;
	f->good = true;
	log_to(c.log);
	return true;
}

void
conf_open(struct conf_file *f, const char *path, const char *state_dir)
{
	char here[PATH_MAX];

	*f = (struct conf_file){ 0 };
	if (!getcwd(here, sizeof here))
		snprintf(here, sizeof here, "/");
	f->optional = !path || !path[0];
	f->path =
	    absolute(here, f->optional ? SYSCONFDIR "/echoapp.conf" : path);
	if (state_dir && state_dir[0])
		f->state_dir = absolute(here, state_dir);
	f->looked = time(NULL);
	read_file(f);
}

bool
conf_refresh(struct conf_file *f)
{
	time_t now = time(NULL);
	struct stat st;

	if (now == f->looked)
		return false;
	f->looked = now;
	if (stat(f->path, &st)) {
		/* Gone in the middle of being replaced: the old one holds. */
		return false;
	}
	return is_another(f, &st) && read_file(f);
}

void
conf_close(struct conf_file *f)
{
	forget(&f->now);
	free(f->path);
	free(f->state_dir);
	*f = (struct conf_file){ 0 };
}
