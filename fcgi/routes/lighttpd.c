/*
 * lighttpd - how lighttpd starts the programs, and the routes.
 *
 * fastcgi.map-extensions compares the ends of URLs byte for byte: a hook in a
 * usual spelling needs no regular expression, no name matches the beginning of
 * another, and the last name is found as fast as the first.  lighttpd treats
 * keys that differ only in case as one key, so there are two maps.  Rewrite
 * rules handle all other spellings, and send unknown hooks to echo.
 *
 * Both parts belong within a condition on the base paths: no URL there is a
 * key of fastcgi.server, so a program cannot be reached in another way.
 */

#include "routes.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
begin_program(const char *program)
{
	printf("fastcgi.server += ( \"/%s.fcgi\" => ((\n"
	       "\t\"socket\" => var.echoapp_run + \"/%s\",\n"
	       "\t\"check-local\" => \"disable\",\n",
	       program, program);
}

static void
write_program(const char *program)
{
	begin_program(program);
	printf("\t\"bin-path\" => var.echoapp_programs + \"/%s.fcgi\",\n"
	       "\t\"bin-environment\" => "
	       "( \"ECHOAPP_CONF\" => var.echoapp_conf ),\n"
	       "\t\"max-procs\" => 1,\n"
	       ")) )\n",
	       program);
}

static void
write_socket(const char *program)
{
	begin_program(program);
	printf(")) )\n");
}

void
lighttpd_write_programs(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		write_program(m->program);
}

void
lighttpd_write_sockets(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		write_socket(m->program);
}

void
lighttpd_write_status_programs(void)
{
	write_program(ROUTES_STATUS);
}

void
lighttpd_write_status_sockets(void)
{
	write_socket(ROUTES_STATUS);
}

static bool
is_event(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, "Event") == 0;
}

/* Maps exact names; `first` sets the case of the first letter. */
static void
write_map(bool events, int (*first)(int))
{
	const struct named_method *m;
	const char *name, *alias;

	printf("\tfastcgi.map-extensions = (\n");
	for (m = methods; m->program; m++)
		for (name = routes_name(m), alias = m->method->alias; name;
		     name = alias, alias = NULL)
			if (is_event(name) == events)
				printf("\t\t\"/%c%s\" => \"/%s.fcgi\",\n",
				       first((unsigned char)name[0]), name + 1,
				       m->program);
	printf("\t)\n");
}

/* Half the names are events: the end of the URL tells which map to search. */
static void
write_maps(int (*first)(int))
{
	printf("\t$HTTP[\"url\"] =$ \"Event\" {\n");
	write_map(true, first);
	printf("\t} else {\n");
	write_map(false, first);
	printf("\t}\n");
}

/* Rewrites any spelling to the program's; keeps the base path, drops the query.
 */
static void
write_any_spelling(const char *program, const char *name)
{
	printf("\t\"(?i)^([^?]*/)%s/*(?:\\?.*)?$\" => \"$1%s\",\n", name,
	       program);
}

void
lighttpd_write_hooks(void)
{
	const struct named_method *m;

	printf("$HTTP[\"url\"] =~ \"/[A-Z][^/]*$\" {\n");
	write_maps(toupper);
	printf("} else {\n");
	write_maps(tolower);
	printf("}\n");
	printf("url.rewrite-if-not-file = (\n");
	for (m = methods; m->program; m++) {
		if (m->method->name)
			write_any_spelling(m->program, m->method->name);
		if (m->method->alias)
			write_any_spelling(m->program, m->method->alias);
	}
	for (m = methods; m->program; m++)
		if (!m->method->name)
			printf("\t\"^([^?]*/)\" => \"$1%s\",\n", m->program);
	printf(")\n");
}
