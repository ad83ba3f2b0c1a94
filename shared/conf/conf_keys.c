/* conf_keys - the keys of echoapp.conf, and their defaults. */

#include "conf_keys.h"

#include <ctype.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/log.h"
#include "conf_values.h"

char *
conf_keys_strdup(const char *text)
{
	char *s = strdup(text);

	if (!s)
		die(EXIT_TEMPORARY, "a setting:");
	return s;
}

char *
conf_keys_absolute_path(const char *dir, const char *path)
{
	char *s;

	if (path[0] == '/')
		return conf_keys_strdup(path);
	if (asprintf(&s, "%s/%s", dir, path) < 0)
		die(EXIT_TEMPORARY, "a path:");
	return s;
}

/* Each setter stores a value, or returns -1 when it can't be had. */

static int
set_path(char **into, const struct conf_line *at, const char *value)
{
	char *file = conf_keys_strdup(at->path);

	if (value[0] == '\0') {
		free(file);
		return -1;
	}
	free(*into);
	*into = conf_keys_absolute_path(dirname(file), value);
	free(file);
	return 0;
}

static int
set_state_dir(struct conf *c, const struct conf_line *at, const char *value)
{
	return set_path(&c->state_dir, at, value);
}

static int
set_body_max(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_bytes(&c->body_max, value, CONF_BODY_MAX_LOW,
				 CONF_BODY_MAX_HIGH);
}

static int
set_strict(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_choice(&c->strict, value, "no", "yes");
}

static int
set_durability(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_choice(&c->sync_to_disk, value, "process", "disk");
}

static int
set_on_state_error(struct conf *c, const struct conf_line *at,
		   const char *value)
{
	(void)at;
	return conf_values_choice(&c->refuse_unrecorded, value, "answer",
				  "refuse");
}

static int
set_redact(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_each_word(&c->redact, value, name_set_add);
}

static int
set_drop(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_each_word(&c->drop, value, name_set_add);
}

/* `sdp` stands for every member that carries one. */
static int
set_keep(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	conf_values_each_word(&c->drop, value, name_set_remove);
	if (!name_set_has(&c->drop, "sdp", 3))
		name_set_remove(&c->drop, "sipSDP", 6);
	return 0;
}

static int
set_log(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	if (strcmp(value, "both") == 0)
		c->log_targets = LOG_TO_SERVER | LOG_TO_SYSLOG;
	else if (strcmp(value, "server") == 0)
		c->log_targets = LOG_TO_SERVER;
	else if (strcmp(value, "syslog") == 0)
		c->log_targets = LOG_TO_SYSLOG;
	else
		return -1;
	return 0;
}

static int
set_stale_ringing(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_duration(&c->timeouts.ringing, value);
}

static int
set_stale_call(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_duration(&c->timeouts.call, value);
}

static int
set_stale_connection(struct conf *c, const struct conf_line *at,
		     const char *value)
{
	(void)at;
	return conf_values_duration(&c->timeouts.connection, value);
}

static int
set_stale_stream(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	return conf_values_duration(&c->timeouts.stream, value);
}

static int
set_auth(struct conf *c, const struct conf_line *at, const char *value)
{
	c->auth_line = at->number;
	if (strcmp(value, "none") == 0)
		c->auth = AUTH_NONE;
	else if (strcmp(value, "hmac") == 0)
		c->auth = AUTH_HMAC;
	else if (strcmp(value, "basic") == 0)
		c->auth = AUTH_BASIC;
	else
		return -1;
	return 0;
}

static int
set_rules(struct conf *c, const struct conf_line *at, const char *value)
{
	return set_path(&c->rules_file, at, value);
}

static int
set_rest_client_config(struct conf *c, const struct conf_line *at,
		       const char *value)
{
	return set_path(&c->rest_client_config, at, value);
}

static int
set_secret_file(struct conf *c, const struct conf_line *at, const char *value)
{
	return set_path(&c->secret_file, at, value);
}

static int
set_passwd_file(struct conf *c, const struct conf_line *at, const char *value)
{
	return set_path(&c->passwd_file, at, value);
}

/* No word at all would be everybody: nobody writes the key to say that. */
static int
set_networks(struct networks *t, const struct conf_line *at, const char *key,
	     const char *value)
{
	const char *word = value;
	struct error why;
	size_t len;

	while ((word = conf_values_next_word(word, &len))) {
		if (networks_add(t, word, len, &why))
			return error_set(at->error, "%s:%u: %s: %s", at->path,
					 at->number, key, why.text);
		word += len;
	}
	return value[strspn(value, " \t,")] ? 0 : -1;
}

static int
set_trusted(struct conf *c, const struct conf_line *at, const char *value)
{
	return set_networks(&c->trusted, at, "trusted", value);
}

/* What is said takes the place of the default. */
static int
set_watchers(struct conf *c, const struct conf_line *at, const char *value)
{
	if (!c->watchers_given)
		networks_free(&c->watchers);
	c->watchers_given = true;
	return set_networks(&c->watchers, at, "watchers", value);
}

static int
set_page_hosts(struct conf *c, const struct conf_line *at, const char *value)
{
	(void)at;
	/* Neither a port nor a URL: it would never be the one asked for. */
	if (strpbrk(value, ":/"))
		return -1;
	conf_values_each_word(&c->page_hosts, value, name_set_add);
	return value[strspn(value, " \t,")] ? 0 : -1;
}

static const struct conf_key {
	const char *name;
	int (*set)(struct conf *, const struct conf_line *, const char *value);
	const char *accepted;
} keys[] = {
	{ "state_dir", set_state_dir, "a directory" },
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
	{ "auth", set_auth, "none, hmac or basic" },
	{ "secret_file", set_secret_file, "a file" },
	{ "passwd_file", set_passwd_file, "a file" },
	{ "trusted", set_trusted, "networks like 10.0.0.0/8 ::1" },
	{ "watchers", set_watchers, "networks like 127.0.0.0/8 ::1" },
	{ "page_hosts", set_page_hosts, "names like echo.example.org" },
	{ "rules", set_rules, "a file" },
	{ "rest_client_config", set_rest_client_config, "a file" },
};

#define KEYS (sizeof keys / sizeof *keys)

void
conf_keys_default_watchers(struct networks *t)
{
	networks_add(t, "127.0.0.0/8", 11, NULL);
	networks_add(t, "::1", 3, NULL);
}

void
conf_keys_set_defaults(struct conf *c)
{
	*c = (struct conf){
		.state_dir = conf_keys_strdup(STATEDIR),
		.body_max = (size_t)1 << 20,
		.log_targets = LOG_TO_SERVER | LOG_TO_SYSLOG,
		.timeouts = {
			.ringing = 180,
			.call = INT64_C(4) * 3600,
			.connection = 86400,
			.stream = INT64_C(12) * 3600,
		},
	};
	conf_values_each_word(
	    &c->redact, "sipPassword authToken token password Authorization",
	    name_set_add);
	conf_values_each_word(&c->drop, "sdp sipSDP", name_set_add);
	conf_keys_default_watchers(&c->watchers);
}

static int
refuse_key(const struct conf_line *at, const char *name)
{
	struct buffer list = { 0 };
	char shown[128];
	size_t i;

	log_escape(shown, sizeof shown, name);
	for (i = 0; i < KEYS; i++) {
		buffer_byte(&list, ' ');
		buffer_str(&list, keys[i].name);
	}
	buffer_byte(&list, '\0');
	error_set(at->error, "%s:%u: there is no key \"%s\"; the keys are%s",
		  at->path, at->number, shown, list.at);
	buffer_free(&list);
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
conf_keys_read_line(struct conf *c, const struct conf_line *at, char *text)
{
	char *name = trim(text), *value, shown[128];
	size_t i;

	if (name[0] == '\0' || name[0] == '#')
		return 0;
	value = strchr(name, '=');
	if (!value) {
		log_escape(shown, sizeof shown, name);
		return error_set(
		    at->error, "%s:%u: \"%s\" has no =; a line is key = value",
		    at->path, at->number, shown);
	}
	*value++ = '\0';
	name = trim(name);
	value = trim(value);
	for (i = 0; i < KEYS; i++)
		if (strcmp(keys[i].name, name) == 0)
			break;
	if (i == KEYS)
		return refuse_key(at, name);
	if (keys[i].set(c, at, value) == 0)
		return 0;
	/* A setter may know better. */
	if (at->error->text[0])
		return -1;
	log_escape(shown, sizeof shown, value);
	return error_set(at->error, "%s:%u: %s = \"%s\" is not %s", at->path,
			 at->number, name, shown, keys[i].accepted);
}

int
conf_keys_check(const struct conf *c, const struct conf_line *at)
{
	const char *file = c->auth == AUTH_HMAC ? "secret_file" : "passwd_file";

	if ((c->auth == AUTH_HMAC && !c->secret_file) ||
	    (c->auth == AUTH_BASIC && !c->passwd_file))
		return error_set(at->error, "%s:%u: auth = %s needs %s = PATH",
				 at->path, c->auth_line,
				 c->auth == AUTH_HMAC ? "hmac" : "basic", file);
	if (c->auth_line || (!c->secret_file && !c->passwd_file))
		return 0;
	/* Whoever names the file takes hooks to be checked; they are not. */
	return error_set(at->error,
			 "%s: there is a %s, but no auth; write auth = %s, or "
			 "auth = none",
			 at->path,
			 c->secret_file ? "secret_file" : "passwd_file",
			 c->secret_file ? "hmac" : "basic");
}
