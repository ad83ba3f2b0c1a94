/*
 * routes - writes the web server's routes for all handlers.
 *
 *	routes programs    fastcgi.server: how each program is run
 *	routes hooks       which URL is whose
 *
 * fastcgi.map-extensions compares the ends of URLs, byte for byte: no pattern
 * is tried for a hook in a usual spelling, none is another's beginning, and
 * the last one is as fast as the first.  lighttpd takes two keys that differ
 * in case only for one, hence two maps.  What neither knows is put right by
 * the rewrite rules, which know every spelling, and end in echo.
 *
 * Both files belong within a condition on the base paths: there no URL is a
 * key of fastcgi.server, so a program has no other way in.
 */

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "methods.h"

static void
write_program(const struct named_method *m)
{
	unsigned processes = m->method->processes ? m->method->processes : 1;

	printf("fastcgi.server += ( \"/%s.fcgi\" => ((\n"
	       "\t\"bin-path\" => env.ECHOAPP_PROGRAMS + \"/%s.fcgi\",\n"
	       "\t\"socket\" => env.ECHOAPP_RUN + \"/%s\",\n"
	       "\t\"max-procs\" => %u,\n"
	       "\t\"check-local\" => \"disable\",\n"
	       ")) )\n",
	       m->program, m->program, m->program, processes);
}

/* echo has no name of its own; its URL is only ever written by us. */
static const char *
name_of(const struct named_method *m)
{
	return m->method->name ? m->method->name : m->program;
}

static bool
is_event(const char *name)
{
	size_t len = strlen(name);

	return len > 5 && strcmp(name + len - 5, "Event") == 0;
}

/* Maps names exactly, their first letters made large or small. */
static void
write_map(bool events, int (*first)(int))
{
	const struct named_method *m;
	const char *name, *alias;

	printf("\tfastcgi.map-extensions = (\n");
	for (m = methods; m->program; m++)
		for (name = name_of(m), alias = m->method->alias; name;
		     name = alias, alias = NULL)
			if (is_event(name) == events)
				printf("\t\t\"/%c%s\" => \"/%s.fcgi\",\n",
				       first((unsigned char)name[0]), name + 1,
				       m->program);
	printf("\t)\n");
}

/* Half the names are events, which an end of the URL tells at once. */
static void
write_maps(int (*first)(int))
{
	printf("\t$HTTP[\"url\"] =$ \"Event\" {\n");
	write_map(true, first);
	printf("\t} else {\n");
	write_map(false, first);
	printf("\t}\n");
}

/* Any spelling becomes the program's, whatever the base path and the query. */
static void
write_any_spelling(const char *program, const char *name)
{
	printf("\t\"(?i)^([^?]*/)%s/*(?:\\?.*)?$\" => \"$1%s\",\n", name,
	       program);
}

static void
write_hooks(void)
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

int
main(int argc, char **argv)
{
	const struct named_method *m;

	if (argc == 2 && strcmp(argv[1], "hooks") == 0) {
		write_hooks();
	} else if (argc == 2 && strcmp(argv[1], "programs") == 0) {
		for (m = methods; m->program; m++)
			write_program(m);
	} else {
		fprintf(stderr, "usage: routes programs|hooks\n");
		return 100;
	}
	return ferror(stdout) || fclose(stdout) ? 111 : 0;
}
