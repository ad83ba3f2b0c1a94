/* denied - what SELinux or AppArmor has kept somebody from. */

#include "denials.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789ABCDEFabcdef"

/* Where a field's value begins, or NULL. */
static const char *
find(const char *line, const char *name)
{
	const size_t len = strlen(name);
	const char *at = line;

	for (; (at = strstr(at, name)); at += len)
		if (at > line && at[-1] == ' ' && at[len] == '=')
			return at + len + 1;
	return NULL;
}

/* What has odd letters in it is written in digits, and not quoted. */
static void
decode(char *text)
{
	const size_t len = strlen(text);
	size_t i;

	if (len == 0 || len % 2 || strspn(text, DIGITS) != len)
		return;
	for (i = 0; i < len / 2; i++) {
		const char pair[] = { text[2 * i], text[2 * i + 1], '\0' };

		text[i] = (char)strtol(pair, NULL, 16);
	}
	text[len / 2] = '\0';
}

/* False: there is no such field; `into` is "" then. */
static bool
field(const char *line, const char *name, char *into, size_t size)
{
	const char *at = find(line, name);
	const bool quoted = at && *at == '"';

	into[0] = '\0';
	if (!at)
		return false;
	at += quoted;
	snprintf(into, size, "%.*s", (int)strcspn(at, quoted ? "\"" : " \n"),
		 at);
	return true;
}

/* One that may have odd letters in it. */
static bool
name(const char *line, const char *which, char *into, size_t size)
{
	const char *at = find(line, which);

	if (!field(line, which, into, size))
		return false;
	if (*at != '"')
		decode(into);
	return true;
}

static bool
has_value(const char *line, const char *which, const char *value)
{
	char is[32];

	return field(line, which, is, sizeof is) && strcmp(is, value) == 0;
}

/* The third of user:role:type:level. */
static void
read_type(const char *line, char *into, size_t size)
{
	char context[512], *at = context, *type = NULL;
	int i;

	field(line, "scontext", context, sizeof context);
	for (i = 0; i < 3 && at; i++)
		type = strsep(&at, ":");
	snprintf(into, size, "%s", type ? type : "");
}

/* "avc:  denied  { write open } for  pid=..." */
static bool
read_selinux(struct denial *d, const char *line)
{
	const char *at = strstr(line, "avc:  denied  { "), *end;

	if (!at || has_value(line, "permissive", "1"))
		return false;
	at += strlen("avc:  denied  { ");
	end = strstr(at, " }");
	if (!end)
		return false;
	d->source = DENIAL_SELINUX;
	snprintf(d->operation, sizeof d->operation, "%.*s", (int)(end - at),
		 at);
	if (!name(line, "path", d->object, sizeof d->object) &&
	    !name(line, "name", d->object, sizeof d->object))
		field(line, "src", d->object, sizeof d->object);
	field(line, "tclass", d->class, sizeof d->class);
	read_type(line, d->domain, sizeof d->domain);
	return true;
}

static bool
read_apparmor(struct denial *d, const char *line)
{
	if (!has_value(line, "apparmor", "DENIED"))
		return false;
	d->source = DENIAL_APPARMOR;
	field(line, "operation", d->operation, sizeof d->operation);
	if (!field(line, "denied_mask", d->mask, sizeof d->mask))
		field(line, "requested_mask", d->mask, sizeof d->mask);
	name(line, "name", d->object, sizeof d->object);
	name(line, "profile", d->domain, sizeof d->domain);
	return true;
}

bool
denials_parse(struct denial *d, const char *line)
{
	const char *at = strstr(line, "audit(");

	*d = (struct denial){ 0 };
	if (!at || !isdigit((unsigned char)at[strlen("audit(")]))
		return false;
	d->time = strtoll(at + strlen("audit("), NULL, 10);
	name(line, "comm", d->program, sizeof d->program);
	return read_selinux(d, line) || read_apparmor(d, line);
}

bool
denials_is_below(const struct denial *d, const char *dir)
{
	const size_t len = strlen(dir);

	return len > 1 && strncmp(d->object, dir, len) == 0 &&
	       (d->object[len] == '/' || d->object[len] == '\0');
}
