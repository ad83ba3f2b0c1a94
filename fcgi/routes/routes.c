/*
 * routes - writes the web server's routes for all handlers.
 *
 *	routes PART
 */

#include "routes.h"

#include <stdio.h>
#include <string.h>

static const struct part {
	const char *name;
	void (*write)(void);
} parts[] = {
	{ "programs", write_lighttpd_programs },
	{ "sockets", write_lighttpd_sockets },
	{ "hooks", write_lighttpd_hooks },
	{ "status-programs", write_lighttpd_status_programs },
	{ "status-sockets", write_lighttpd_status_sockets },
	{ "apache-fcgid", write_apache_fcgid },
	{ "apache-proxy", write_apache_proxy },
	{ "apache-cgi", write_apache_cgi },
	{ "nginx", write_nginx },
	{ "list", write_list },
	{ "target", write_target },
};

const char *
name_of(const struct named_method *m)
{
	return m->method->name ? m->method->name : m->program;
}

unsigned
processes_of(const struct named_method *m)
{
	return m->method->processes ? m->method->processes : 1;
}

void
write_list(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		printf("%s %u\n", m->program, processes_of(m));
	printf("%s %u\n", STATUS, STATUS_PROCESSES);
}

void
write_target(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		printf("Wants=echoapp@%s.socket\n", m->program);
	printf("Wants=echoapp@%s.socket\n", STATUS);
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
