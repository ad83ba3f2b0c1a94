/* conf_keys - the keys of echoapp.conf, their values and defaults. */

#include "conf_keys.h"

#include <ctype.h>
#include <errno.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "die.h"
#include "log.h"

char *
conf_copy(const char *text)
{
	char *s = strdup(text);

	if (!s)
		die(EXIT_AGAIN, "a setting:");
	return s;
}

char *
conf_absolute(const char *dir, const char *path)
{
	char *s;

	if (path[0] == '/')
		return conf_copy(path);
	if (asprintf(&s, "%s/%s", dir, path) < 0)
		die(EXIT_AGAIN, "a path:");
	return s;
}

/* The values: each setter stores one, or returns -1 when it can't be had. */

/* A path, relative to the file that names it. */
static int
set_path(char **into, const struct line *at, const char *value)
{
	char *file;

	if (value[0] == '\0')
		return -1;
	file = conf_copy(at->path);
	free(*into);
	*into = conf_absolute(dirname(file), value);
	free(file);
	return 0;
}

static int
set_state_dir(struct conf *c, const struct line *at, const char *value)
{
	return set_path(&c->state_dir, at, value);
}

static int
set_rules(struct conf *c, const struct line *at, const char *value)
{
	return set_path(&c->rules, at, value);
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

/* 90s, 3m, 4h, 1d; between a second and a year. */
static int
set_duration(int64_t *into, const char *value)
{
	static const char units[] = "smhd";
	static const int64_t seconds[] = { 1, 60, 3600, 86400 };
	const char *unit;
	char *end;
	long n;

	if (!isdigit((unsigned char)value[0]))
		return -1;
	errno = 0;
	n = strtol(value, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (errno || !unit || end[1] || n < 1 || n > 365 * 86400L)
		return -1;
	*into = n * seconds[unit - units];
	return *into <= 365 * 86400L ? 0 : -1;
}

static int
set_stale_ringing(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_duration(&c->stale.ringing, value);
}

static int
set_stale_call(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_duration(&c->stale.call, value);
}

static int
set_stale_connection(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_duration(&c->stale.connection, value);
}

static int
set_stale_stream(struct conf *c, const struct line *at, const char *value)
{
	(void)at;
	return set_duration(&c->stale.stream, value);
}

static const struct key {
	const char *name;
	int (*set)(struct conf *, const struct line *, const char *value);
	const char *accepted;
} keys[] = {
	{ "state_dir", set_state_dir, "a directory" },
	{ "rules", set_rules, "a file" },
	{ "body_max", set_body_max, "bytes, 1k to 64M" },
	{ "strict", set_strict, "yes or no" },
	{ "durability", set_durability, "process or disk" },
	{ "on_state_error", set_on_state_error, "answer or refuse" },
	{ "redact", set_redact, "names of members" },
	{ "keep", set_keep, "names of members" },
	{ "drop", set_drop, "names of members" },
	{ "log", set_log, "both, server or syslog" },
	{ "stale_ringing", set_stale_ringing, "a time like 90s, 3m, 4h, 1d" },
	{ "stale_call", set_stale_call, "a time like 90s, 3m, 4h, 1d" },
	{ "stale_connection", set_stale_connection,
	  "a time like 90s, 3m, 4h, 1d" },
	{ "stale_stream", set_stale_stream, "a time like 90s, 3m, 4h, 1d" },
};

#define KEYS (sizeof keys / sizeof *keys)

void
conf_defaults(struct conf *c)
{
	*c = (struct conf){
		.state_dir = conf_copy(STATEDIR),
		.body_max = (size_t)1 << 20,
		.log = LOG_TO_SERVER | LOG_TO_SYSLOG,
		.stale = {
			.ringing = 180,
			.call = INT64_C(4) * 3600,
			.connection = 86400,
			.stream = INT64_C(12) * 3600,
		},
	};
	words(&c->redact, "sipPassword authToken token password Authorization",
	      names_add);
	words(&c->drop, "sdp sipSDP", names_add);
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

int
conf_read_line(struct conf *c, const struct line *at, char *text)
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
