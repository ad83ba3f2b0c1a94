/* database_settings - the file that says where a database is. */

#include "database_settings.h"

#include <ctype.h>
#include <libgen.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/read_file.h"
#include "base/str.h"
#include "base/text_encoding.h"

/* Bytes of a key in a message. */
#define SHOWN_SIZE 64

#define MEMBER(name) offsetof(struct database_settings, name)

static const struct setting_key {
	const char *name;
	size_t member;
	bool is_path; /* relative to the directory of the file */
} keys[] = {
	{ "driver", MEMBER(driver), false },
	{ "host", MEMBER(host), false },
	{ "port", MEMBER(port), false },
	{ "user", MEMBER(user), false },
	{ "password", MEMBER(password), false },
	{ "dbname", MEMBER(dbname), false },
	{ "ca", MEMBER(ca), true },
	{ "query", MEMBER(query), false },
};

#define KEYS (sizeof keys / sizeof *keys)

static const char *const drivers[] = { "postgresql", "mariadb", "sqlite" };

static char **
member_of(struct database_settings *s, const struct setting_key *k)
{
	return (char **)((char *)s + k->member);
}

/* Removes blanks from both ends, in place. */
static char *
trim(char *text)
{
	char *end = text + strlen(text);

	while (end > text && isspace((unsigned char)end[-1]))
		end--;
	*end = '\0';
	return text + strspn(text, " \t");
}

/* The caller frees it. */
static char *
beside(const char *file, const char *path)
{
	char *copy, *result;
	struct buffer joined = { 0 };

	if (path[0] == '/')
		return str_dup(path);
	copy = str_dup(file);
	result = str_dup(buffer_join(&joined, dirname(copy), "/", path));
	buffer_free(&joined);
	free(copy);
	return result;
}

/* What is wrong with the line, or NULL. */
static const char *
read_line(struct database_settings *s, char *line, const char *path)
{
	char *name = trim(line), *value;
	size_t i;

	if (!name[0] || name[0] == '#')
		return NULL;
	value = strchr(name, '=');
	if (!value)
		return "a line is key = value";
	*value++ = '\0';
	name = trim(name);
	value = trim(value);
	for (i = 0; i < KEYS && strcmp(keys[i].name, name) != 0; i++)
		;
	if (i == KEYS)
		return "there is no such key; the keys are driver host port "
		       "user password dbname ca query";
	if (*member_of(s, &keys[i]))
		return "this key has an earlier line";
	if (!value[0])
		return "the value is missing; a key without one is left out";
	*member_of(s, &keys[i]) =
	    keys[i].is_path ? beside(path, value) : str_dup(value);
	return NULL;
}

static int
read_lines(struct database_settings *s, char *text, const char *path,
	   struct error *error)
{
	unsigned number = 0;
	char *line;

	while ((line = strsep(&text, "\n"))) {
		const char *fault = read_line(s, line, path);

		number++;
		if (fault)
			return error_set(error, "%s:%u: %s", path, number,
					 fault);
	}
	return 0;
}

static bool
is_number_of_port(const char *text)
{
	const size_t len = strlen(text);

	return len <= 5 && strspn(text, "0123456789") == len &&
	       strtoul(text, NULL, 10) > 0 && strtoul(text, NULL, 10) < 65536;
}

/* What is wrong with all of them together, or NULL. */
static const char *
fault_of(const struct database_settings *s)
{
	size_t i;

	if (!s->driver)
		return "driver = postgresql, mariadb or sqlite is missing";
	for (i = 0; i < sizeof drivers / sizeof *drivers &&
		    strcmp(drivers[i], s->driver) != 0;
	     i++)
		;
	if (i == sizeof drivers / sizeof *drivers)
		return "driver must be postgresql, mariadb or sqlite";
	if (!s->dbname)
		return "dbname is missing";
	if (strcmp(s->driver, "sqlite") == 0 &&
	    (s->host || s->port || s->user || s->password || s->ca))
		return "sqlite has no host, port, user, password or ca";
	if (s->port && !is_number_of_port(s->port))
		return "port must be a number from 1 to 65535";
	if (s->query && strncasecmp(s->query, "SELECT", 6) != 0 &&
	    strncasecmp(s->query, "WITH", 4) != 0)
		return "query must be a SELECT";
	return NULL;
}

static void
make_path(struct database_settings *s, const char *path)
{
	char *whole;

	if (strcmp(s->driver, "sqlite") != 0)
		return;
	whole = beside(path, s->dbname);
	free(s->dbname);
	s->dbname = whole;
}

static int
parse(struct database_settings *s, struct buffer *text, const char *path,
      struct error *error)
{
	const char *fault = text_encoding_fault(text->at, text->len);

	if (fault)
		return error_set(error, "%s: the file begins with %s", path,
				 fault);
	if (strlen(text->at) != text->len - 1)
		return error_set(error, "%s: this file has a NUL byte", path);
	if (read_lines(s, text->at, path, error))
		return -1;
	fault = fault_of(s);
	if (fault)
		return error_set(error, "%s: %s", path, fault);
	make_path(s, path);
	return 0;
}

int
database_settings_read(struct database_settings *s, const char *path,
		       struct stat *st, struct error *error)
{
	struct buffer text = { 0 };
	struct error why;
	int bad;

	*s = (struct database_settings){ 0 };
	bad = read_file(path, DATABASE_SETTINGS_MAX, &text, st, &why);
	if (bad)
		error_set(error, "%s: %s", path, why.text);
	else if (st->st_mode & S_IRWXO)
		bad = error_set(error,
				"%s: other users can read or write this file "
				"(mode %04o); type: chmod o= %s",
				path, (unsigned)st->st_mode & 07777, path);
	buffer_add(&text, "", 1);
	if (!bad)
		bad = parse(s, &text, path, error);
	explicit_bzero(text.at, text.cap);
	buffer_free(&text);
	if (bad)
		database_settings_wipe(s);
	return bad;
}

bool
database_settings_is_remote(const struct database_settings *s)
{
	return s->host && s->host[0] != '/' &&
	       strcasecmp(s->host, "localhost") != 0 &&
	       strncmp(s->host, "127.", 4) != 0 && strcmp(s->host, "::1") != 0;
}

void
database_settings_wipe(struct database_settings *s)
{
	size_t i;

	for (i = 0; i < KEYS; i++) {
		char **member = member_of(s, &keys[i]);

		if (*member)
			explicit_bzero(*member, strlen(*member));
		free(*member);
	}
	*s = (struct database_settings){ 0 };
}
