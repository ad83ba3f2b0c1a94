/* destination - a system that gets call records and hooks. */

#include "destination.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/str.h"

const char *const destination_kind_names[DESTINATION_KINDS] = {
	[DESTINATION_HTTP] = "http",
	[DESTINATION_CSV] = "csv",
	[DESTINATION_JSON] = "json",
	[DESTINATION_POSTGRESQL] = "postgresql",
	[DESTINATION_MARIADB] = "mariadb",
};

#define KINDS "http, csv, json, postgresql or mariadb"

bool
destination_is_database(const struct destination *d)
{
	return d->kind >= DESTINATION_POSTGRESQL;
}

static char *
absolute_path(const char *dir, const char *path)
{
	struct buffer b = { 0 };

	if (path[0] != '/') {
		buffer_str(&b, dir);
		buffer_byte(&b, '/');
	}
	buffer_str(&b, path);
	buffer_byte(&b, '\0');
	return b.at;
}

/* Files are called after it. */
static int
parse_name(struct destination *d, struct rule_cursor *c)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789_-";
	const struct rule_word *w;

	if (rule_cursor_expect(c, "the NAME", &w))
		return -1;
	if (!w->len || w->len > DESTINATION_NAME_MAX || w->at[0] == '-' ||
	    strspn(w->at, allowed) != w->len)
		return rule_cursor_fail(
		    c, w,
		    "the NAME \"%s\" is not 1 to %d of the characters a to z, "
		    "0 to 9, _ and -",
		    rule_cursor_escape(w), DESTINATION_NAME_MAX);
	d->name = str_dup(w->at);
	return 0;
}

static int
parse_kind(struct destination *d, struct rule_cursor *c)
{
	const struct rule_word *w;
	int i;

	if (rule_cursor_expect(c, KINDS, &w))
		return -1;
	for (i = 0; i < DESTINATION_KINDS; i++)
		if (rule_lexer_is(w, destination_kind_names[i]))
			break;
	if (i == DESTINATION_KINDS)
		return rule_cursor_fail(c, w, "\"%s\" is none of " KINDS,
					rule_cursor_escape(w));
	d->kind = (enum destination_kind)i;
	return 0;
}

/* libcurl looks at the rest of it. */
static bool
is_url(const char *text)
{
	const char *host;

	if (strncasecmp(text, "http://", 7) == 0)
		host = text + 7;
	else if (strncasecmp(text, "https://", 8) == 0)
		host = text + 8;
	else
		return false;
	for (; *text; text++)
		if ((unsigned char)*text <= ' ')
			return false;
	return *host && !strchr("/?#:@", *host);
}

static bool
is_template(const char *path)
{
	for (; (path = strchr(path, '%')); path += 2)
		if (!path[1] || !strchr("YmdH%", path[1]))
			return false;
	return true;
}

static int
parse_target(struct destination *d, struct rule_cursor *c, const char *dir)
{
	const bool is_http = d->kind == DESTINATION_HTTP;
	const struct rule_word *w;

	if (rule_cursor_expect(c, is_http ? "the URL" : "the PATH", &w))
		return -1;
	if (is_http && !is_url(w->at))
		return rule_cursor_fail(
		    c, w, "\"%s\" is no URL; write https://HOST/PATH",
		    rule_cursor_escape(w));
	if (is_http && strchr(w->at, '@'))
		return rule_cursor_fail(
		    c, w,
		    "a URL may hold no user and no password; requests are "
		    "signed with the secret");
	if (!w->len)
		return rule_cursor_fail(c, w, "the PATH is empty");
	if (!is_http && !destination_is_database(d) && !is_template(w->at))
		return rule_cursor_fail(
		    c, w, "after a %% in the PATH comes Y, m, d, H or %%");
	if (!is_http)
		d->batch = destination_is_database(d) ? DESTINATION_BATCH_SQL
						      : DESTINATION_BATCH_FILE;
	if (destination_is_database(d))
		d->timeout = DESTINATION_TIMEOUT_SQL;
	d->to = is_http ? str_dup(w->at) : absolute_path(dir, w->at);
	return 0;
}

static int
parse_number(unsigned *into, struct rule_cursor *c, const char *what,
	     unsigned max)
{
	const struct rule_word *w;
	unsigned n = 0;
	const char *at;

	if (rule_cursor_expect(c, what, &w))
		return -1;
	for (at = w->at; isdigit((unsigned char)*at) && n <= max; at++)
		n = n * 10 + (unsigned)(*at - '0');
	if (*at || n < 1 || n > max)
		return rule_cursor_fail(c, w,
					"%s is a number from 1 to %u, not "
					"\"%s\"",
					what, max, rule_cursor_escape(w));
	*into = n;
	return 0;
}

static int
parse_file(char **into, struct rule_cursor *c, const char *dir)
{
	const struct rule_word *w;

	if (rule_cursor_expect(c, "a FILE", &w))
		return -1;
	if (!w->len)
		return rule_cursor_fail(c, w, "the FILE is empty");
	free(*into);
	*into = absolute_path(dir, w->at);
	return 0;
}

static int
parse_beginning(struct destination *d, struct rule_cursor *c)
{
	if (!rule_cursor_accept(c, "beginning"))
		return rule_cursor_fail(c, rule_cursor_peek(c),
					"after \"from\" comes \"beginning\"");
	d->from_beginning = true;
	return 0;
}

static int
parse_columns(struct destination *d, struct rule_cursor *c)
{
	const struct rule_word *w;

	if (rule_cursor_expect(c, "NAME,NAME", &w))
		return -1;
	free(d->columns);
	d->columns = str_dup(w->at);
	return 0;
}

/* A name, or SCHEMA.NAME. */
static int
parse_table(struct destination *d, struct rule_cursor *c)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz_0123456789.";
	const struct rule_word *w;

	if (rule_cursor_expect(c, "the NAME of the table", &w))
		return -1;
	if (!w->len || w->len > 63 || strspn(w->at, allowed) != w->len ||
	    strchr("0123456789.", w->at[0]) || w->at[w->len - 1] == '.' ||
	    strchr(w->at, '.') != strrchr(w->at, '.'))
		return rule_cursor_fail(
		    c, w,
		    "the table \"%s\" is no name of a to z, 0 to 9 and _, "
		    "with or without a schema before a point",
		    rule_cursor_escape(w));
	free(d->table);
	d->table = str_dup(w->at);
	return 0;
}

static int
parse_option(struct destination *d, struct rule_cursor *c, const char *dir)
{
	const bool is_http = d->kind == DESTINATION_HTTP,
		   is_sql = destination_is_database(d);

	if (is_http && rule_cursor_accept(c, "secret"))
		return parse_file(&d->secret_file, c, dir);
	if (is_http && rule_cursor_accept(c, "ca"))
		return parse_file(&d->ca_file, c, dir);
	if (is_http && rule_cursor_accept(c, "batch"))
		return parse_number(&d->batch, c, "batch",
				    DESTINATION_BATCH_MAX);
	if ((is_http || is_sql) && rule_cursor_accept(c, "timeout"))
		return parse_number(&d->timeout, c, "timeout",
				    DESTINATION_TIMEOUT_MAX);
	if (is_sql && rule_cursor_accept(c, "table"))
		return parse_table(d, c);
	if (!is_http && !is_sql && rule_cursor_accept(c, "columns"))
		return parse_columns(d, c);
	if (rule_cursor_accept(c, "from"))
		return parse_beginning(d, c);
	return rule_cursor_fail(c, c->next,
				"\"%s\" is no option of %s; the form is %s",
				rule_cursor_escape(c->next),
				destination_kind_names[d->kind], c->form);
}

static const char *
form_of(const struct destination *d)
{
	if (d->kind == DESTINATION_HTTP)
		return "destination NAME http URL secret FILE [batch N] "
		       "[timeout SECONDS] [ca FILE] [from beginning]";
	if (destination_is_database(d))
		return "destination NAME postgresql|mariadb SETTINGS "
		       "[table NAME] [timeout SECONDS] [from beginning]";
	return "destination NAME csv|json PATH [columns NAME,...] "
	       "[from beginning]";
}

int
destination_parse(struct destination *d, struct rule_cursor *c, const char *dir)
{
	*d = (struct destination){
		.batch = DESTINATION_BATCH,
		.timeout = DESTINATION_TIMEOUT,
		.table = str_dup(DESTINATION_TABLE),
	};
	c->form =
	    "destination NAME http|csv|json|postgresql|mariadb TO [OPTION ...]";
	if (parse_name(d, c) || parse_kind(d, c))
		return -1;
	c->form = form_of(d);
	if (parse_target(d, c, dir))
		return -1;
	while (c->next < c->end)
		if (parse_option(d, c, dir))
			return -1;
	if (d->kind == DESTINATION_HTTP && !d->secret_file)
		return rule_cursor_fail(
		    c, NULL, "\"secret FILE\" is missing; the form is %s",
		    c->form);
	return 0;
}

void
destination_free(struct destination *d)
{
	free(d->name);
	free(d->to);
	free(d->secret_file);
	free(d->ca_file);
	free(d->columns);
	free(d->table);
	*d = (struct destination){ 0 };
}
