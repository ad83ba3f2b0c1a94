/* conf_keys - the keys of echoapp.conf, and their defaults. */

#include "conf_keys.h"

#include <ctype.h>
#include <libgen.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/log.h"
#include "base/str.h"
#include "base/time_zone.h"
#include "conf_values.h"

char *
conf_keys_absolute_path(const char *dir, const char *path)
{
	char *s;

	if (path[0] == '/')
		return str_dup(path);
	if (asprintf(&s, "%s/%s", dir, path) < 0)
		die(EXIT_TEMPORARY, "cannot allocate a path:");
	return s;
}

/* One line of the file, for the setter of its key. */
struct setting {
	struct conf *conf;
	void *member; /* of conf, if the key has one */
	const struct conf_line *at;
	const char *key, *value;
};

/* Each setter stores the value, or returns -1 if it accepts no such value. */

static int
set_path(const struct setting *s)
{
	char **into = s->member, *file;

	if (s->value[0] == '\0')
		return -1;
	/* Only a shell knows whose home that is. */
	if (s->value[0] == '~')
		return error_set(s->at->error,
				 "%s:%u: %s: \"~\" is not replaced by a home "
				 "directory; write a path from / on, or one "
				 "that is relative to this file",
				 s->at->path, s->at->number, s->key);
	file = str_dup(s->at->path);
	free(*into);
	*into = conf_keys_absolute_path(dirname(file), s->value);
	free(file);
	return 0;
}

static int
set_body_max(const struct setting *s)
{
	return conf_values_bytes(s->member, s->value, CONF_BODY_MAX_LOW,
				 CONF_BODY_MAX_HIGH);
}

static int
set_workers_max(const struct setting *s)
{
	return conf_values_count(s->member, s->value, 1, CONF_WORKERS_MAX_HIGH);
}

static int
set_strict(const struct setting *s)
{
	return conf_values_choice(s->member, s->value, "no", "yes");
}

static int
set_durability(const struct setting *s)
{
	return conf_values_choice(s->member, s->value, "process", "disk");
}

static int
set_on_state_error(const struct setting *s)
{
	return conf_values_choice(s->member, s->value, "answer", "refuse");
}

static int
set_sandbox(const struct setting *s)
{
	return conf_values_choice(s->member, s->value, "no", "yes");
}

static int
set_duration(const struct setting *s)
{
	return conf_values_duration(s->member, s->value);
}

/* A shorter time would be that of a day that late hooks are written to. */
static int
set_compress_after(const struct setting *s)
{
	int64_t *into = s->member, seconds;

	if (strcmp(s->value, "never") == 0)
		seconds = 0;
	else if (conf_values_duration(&seconds, s->value) || seconds < 86400)
		return -1;
	*into = seconds;
	return 0;
}

static int
set_keep_days(const struct setting *s)
{
	int64_t *into = s->member, days = 0;
	const char *at = s->value;

	if (strcmp(s->value, "forever") == 0) {
		*into = 0;
		return 0;
	}
	while (*at >= '0' && *at <= '9' && days <= CONF_KEEP_DAYS_MAX)
		days = days * 10 + (*at++ - '0');
	if (*at || days < 1 || days > CONF_KEEP_DAYS_MAX)
		return -1;
	*into = days;
	return 0;
}

static int
add_names(const struct setting *s)
{
	conf_values_each_word(s->member, s->value, name_set_add);
	return 0;
}

/* `sdp` stands for each member that carries an SDP.  Of secrets only dtmf can
 * be kept. */
static int
set_keep(const struct setting *s)
{
	struct name_set *drop = &s->conf->drop;

	struct name_set words = { 0 };

	conf_values_each_word(&words, s->value, name_set_add);
	if (name_set_has(&words, "dtmf", 4))
		name_set_remove(&s->conf->redact, "dtmf", 4);
	name_set_free(&words);
	conf_values_each_word(drop, s->value, name_set_remove);
	if (!name_set_has(drop, "sdp", 3))
		name_set_remove(drop, "sipSDP", 6);
	return 0;
}

static int
set_log(const struct setting *s)
{
	unsigned *targets = s->member;

	if (strcmp(s->value, "both") == 0)
		*targets = LOG_TO_SERVER | LOG_TO_SYSLOG;
	else if (strcmp(s->value, "server") == 0)
		*targets = LOG_TO_SERVER;
	else if (strcmp(s->value, "syslog") == 0)
		*targets = LOG_TO_SYSLOG;
	else
		return -1;
	return 0;
}

static int
set_auth(const struct setting *s)
{
	enum auth_scheme *auth = s->member;

	s->conf->auth_line = s->at->number;
	if (strcmp(s->value, "none") == 0)
		*auth = AUTH_NONE;
	else if (strcmp(s->value, "hmac") == 0)
		*auth = AUTH_HMAC;
	else if (strcmp(s->value, "basic") == 0)
		*auth = AUTH_BASIC;
	else
		return -1;
	return 0;
}

static bool
has_words(const char *value)
{
	size_t len;

	return conf_values_next_word(value, &len) != NULL;
}

/*
 * Refuses a value without networks, because an empty list allows every address
 * and no operator writes the key to say that.
 */
static int
add_networks(const struct setting *s)
{
	const char *word = s->value;
	struct error e;
	size_t len;

	while ((word = conf_values_next_word(word, &len))) {
		if (networks_add(s->member, word, len, &e))
			return error_set(s->at->error, "%s:%u: %s: %s",
					 s->at->path, s->at->number, s->key,
					 e.text);
		word += len;
	}
	return has_words(s->value) ? 0 : -1;
}

/* The first line with the key replaces the default. */
static int
add_watchers(const struct setting *s)
{
	if (!s->conf->watchers_given)
		networks_free(&s->conf->watchers);
	s->conf->watchers_given = true;
	return add_networks(s);
}

/* Refuses a port and a URL, which no name of a host could match. */
static int
add_hosts(const struct setting *s)
{
	if (strpbrk(s->value, ":/") || !has_words(s->value))
		return -1;
	return add_names(s);
}

/*
 * Whether there is such a zone is checked by the programs that show times
 * (conf_health.h): a hook is answered without it.
 */
static int
set_timezone(const struct setting *s)
{
	char **into = s->member;

	if (!time_zone_is_name(s->value))
		return -1;
	free(*into);
	*into = str_dup(s->value);
	s->conf->timezone_line = s->at->number;
	return 0;
}

static bool
ends_with(const char *text, size_t len, const char *end)
{
	const size_t n = strlen(end);

	return len >= n && memcmp(text + len - n, end, n) == 0;
}

/*
 * Is this what a browser can send as Origin: a scheme and a host, with a port
 * unless it is the default?  `null` is none, because any page can have it.
 */
static bool
is_origin(const char *word, size_t len)
{
	static const char *const schemes[][2] = {
		{ "http://", ":80" },
		{ "https://", ":443" },
	};
	size_t i, n;

	for (i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		n = strlen(schemes[i][0]);
		if (len > n && strncasecmp(word, schemes[i][0], n) == 0)
			return !memchr(word + n, '/', len - n) &&
			       !ends_with(word, len, schemes[i][1]);
	}
	return false;
}

static int
add_origins(const struct setting *s)
{
	const char *word = s->value;
	size_t len;

	while ((word = conf_values_next_word(word, &len))) {
		if (!is_origin(word, len))
			return -1;
		word += len;
	}
	return has_words(s->value) ? add_names(s) : -1;
}

/* Bytes of a key or a value in a message. */
#define SHOWN_SIZE 128

#define TIME "a time like 90s, 3m, 4h, 1d"
#define MEMBER(name) offsetof(struct conf, name)

static const struct conf_key {
	const char *name;
	int (*set)(const struct setting *);
	size_t member;
	const char *accepted;
} keys[] = {
	{ "state_dir", set_path, MEMBER(state_dir), "a directory" },
	{ "body_max", set_body_max, MEMBER(body_max), "bytes, 1k to 64M" },
	{ "request_timeout", set_duration, MEMBER(request_timeout), TIME },
	{ "response_timeout", set_duration, MEMBER(response_timeout), TIME },
	{ "workers_max", set_workers_max, MEMBER(workers_max),
	  "a number from 1 to 64" },
	{ "strict", set_strict, MEMBER(strict), "yes or no" },
	{ "durability", set_durability, MEMBER(sync_to_disk),
	  "process or disk" },
	{ "on_state_error", set_on_state_error, MEMBER(refuse_unrecorded),
	  "answer or refuse" },
	{ "sandbox", set_sandbox, MEMBER(sandbox), "yes or no" },
	{ "redact", add_names, MEMBER(redact), "names of members" },
	{ "keep", set_keep, MEMBER(drop), "names of members" },
	{ "drop", add_names, MEMBER(drop), "names of members" },
	{ "log", set_log, MEMBER(log_targets), "both, server or syslog" },
	{ "stale_ringing", set_duration, MEMBER(timeouts.ringing), TIME },
	{ "stale_call", set_duration, MEMBER(timeouts.call), TIME },
	{ "stale_connection", set_duration, MEMBER(timeouts.connection), TIME },
	{ "stale_stream", set_duration, MEMBER(timeouts.stream), TIME },
	{ "stale_hangup", set_duration, MEMBER(timeouts.hangup), TIME },
	{ "compress_after", set_compress_after, MEMBER(compress_after),
	  "never or a time from 1d on, like 2d" },
	{ "keep_days", set_keep_days, MEMBER(keep_days),
	  "forever or a number of days, 1 to 36500" },
	{ "auth", set_auth, MEMBER(auth), "none, hmac or basic" },
	{ "secret_file", set_path, MEMBER(secret_file), "a file" },
	{ "passwd_file", set_path, MEMBER(passwd_file), "a file" },
	{ "trusted", add_networks, MEMBER(trusted),
	  "networks like 10.0.0.0/8 ::1" },
	{ "watchers", add_watchers, MEMBER(watchers),
	  "networks like 127.0.0.0/8 ::1" },
	{ "hook_hosts", add_hosts, MEMBER(hook_hosts),
	  "names like hooks.example.org" },
	{ "allowed_origins", add_origins, MEMBER(allowed_origins),
	  "origins like https://console.example.org" },
	{ "page_hosts", add_hosts, MEMBER(page_hosts),
	  "names like echo.example.org" },
	{ "rules", set_path, MEMBER(rules_file), "a file" },
	{ "deliver", set_path, MEMBER(deliver_file), "a file" },
	{ "rest_client_config", set_path, MEMBER(rest_client_config),
	  "a file" },
	{ "timezone", set_timezone, MEMBER(timezone), TIME_ZONE_FORMS },
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
		.state_dir = str_dup(STATEDIR),
		.timezone = str_dup("UTC"),
		.body_max = (size_t)1 << 20,
		.workers_max = 4,
		.request_timeout = 5,
		.response_timeout = 10,
		.log_targets = LOG_TO_SERVER | LOG_TO_SYSLOG,
		.sandbox = true,
		.timeouts = {
			.ringing = 180,
			.call = INT64_C(4) * 3600,
			.connection = 86400,
			.stream = INT64_C(12) * 3600,
			.hangup = 30,
		},
	};
	conf_values_each_word(
	    &c->redact,
	    "sipPassword authToken token password Authorization dtmf",
	    name_set_add);
	conf_values_each_word(&c->drop, "sdp sipSDP", name_set_add);
	conf_keys_default_watchers(&c->watchers);
}

static int
refuse_key(const struct conf_line *at, const char *name)
{
	struct buffer list = { 0 };
	char shown[SHOWN_SIZE];
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

/* Removes blanks from both ends, in place. */
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
	struct setting setting = { .conf = c, .at = at };
	char *name = trim(text), *value, shown[SHOWN_SIZE];
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
	setting.member = (char *)c + keys[i].member;
	setting.key = name;
	setting.value = value;
	if (keys[i].set(&setting) == 0)
		return 0;
	/* The setter may have set a better text. */
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
	/* An operator who names the file expects that hooks are checked. */
	return error_set(at->error,
			 "%s: there is a %s, but no auth; write auth = %s, or "
			 "auth = none",
			 at->path,
			 c->secret_file ? "secret_file" : "passwd_file",
			 c->secret_file ? "hmac" : "basic");
}
