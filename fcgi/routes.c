/*
 * routes - writes the web server's routes for all handlers.
 *
 *	routes programs    fastcgi.server: how each program is run
 *	routes hooks       which URL below a base path is whose
 *
 * A key of fastcgi.server that starts with a slash matches every URL that
 * starts like it, so the keys end in .fcgi, which makes none the beginning of
 * another.  URLs are mapped to keys by fastcgi.map-extensions, which compares
 * their ends, byte for byte: no pattern is tried for a hook in a usual
 * spelling, and the last one is as fast as the first.  lighttpd takes two keys
 * that differ in case only for one, hence two maps.  What neither knows comes
 * to the rewrite rules, which know every spelling, and end in echo.
 */

#include <ctype.h>
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

/* Maps the names exactly, their first letters made large or small. */
static void
write_map(int (*first)(int))
{
	const struct named_method *m;
	const char *name;

	printf("\tfastcgi.map-extensions = (\n");
	for (m = methods; m->program; m++)
		for (name = m->method->name; name;
		     name = name == m->method->alias ? NULL : m->method->alias)
			printf("\t\t\"/%c%s\" => \"/%s.fcgi\",\n",
			       first((unsigned char)name[0]), name + 1,
			       m->program);
	printf("\t)\n");
}

static void
write_any_spelling(const char *program, const char *name)
{
	printf("\t\"(?i)^[^?]*/%s/*(?:\\?.*)?$\" => \"/%s.fcgi\",\n", name,
	       program);
}

static void
write_hooks(void)
{
	const struct named_method *m;

	printf("$HTTP[\"url\"] =~ \"/[A-Z][^/]*$\" {\n");
	write_map(toupper);
	printf("} else {\n");
	write_map(tolower);
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
			printf("\t\"\" => \"/%s.fcgi\",\n", m->program);
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
