/*
 * routes - writes a part of a web server's configuration for all handlers.
 *
 *	routes PART
 */

#include "routes.h"

#include <stdio.h>
#include <string.h>

static const struct routes_part {
	const char *name;
	void (*write)(void);
} parts[] = {
	{ "programs", lighttpd_write_programs },
	{ "sockets", lighttpd_write_sockets },
	{ "hooks", lighttpd_write_hooks },
	{ "status-programs", lighttpd_write_status_programs },
	{ "status-sockets", lighttpd_write_status_sockets },
	{ "apache-fcgid", apache_write_fcgid },
	{ "apache-proxy", apache_write_proxy },
	{ "apache-cgi", apache_write_cgi },
	{ "nginx", nginx_write },
	{ "list", routes_write_list },
	{ "target", routes_write_target },
};

const char *
routes_name(const struct named_method *m)
{
	return m->method->name ? m->method->name : m->program;
}

void
routes_write_list(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		printf("%s\n", m->program);
	printf("%s\n", ROUTES_STATUS);
}

void
routes_write_target(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		printf("Wants=echoapp@%s.socket\n", m->program);
	printf("Wants=echoapp@%s.socket\n", ROUTES_STATUS);
}

int
main(int argc, char **argv)
{
	const size_t count = sizeof parts / sizeof *parts;
	size_t i;

	for (i = 0; i < count; i++)
		if (argc == 2 && strcmp(argv[1], parts[i].name) == 0)
			break;
	if (i == count) {
		fprintf(stderr, "usage: routes PART, one of");
		for (i = 0; i < count; i++)
			fprintf(stderr, " %s", parts[i].name);
		fprintf(stderr, "\n");
		return 100;
	}
	parts[i].write();
	return ferror(stdout) || fclose(stdout) ? 111 : 0;
}
