/*
 * nginx - the routes and sockets for nginx.
 *
 * A map without patterns is a hash table that ignores case.
 */

#include "routes.h"

#include <stdio.h>

static void
write_socket(const char *program)
{
	printf("upstream echoapp_%s {\n"
	       "\tserver unix:@RUN@/%s;\n"
	       "\tkeepalive 4;\n"
	       "}\n",
	       program, program);
}

void
nginx_write(void)
{
	const struct named_method *m;

	printf("map $echoapp_hook $echoapp_program {\n");
	for (m = methods; m->program; m++) {
		if (m->method->name)
			printf("\t%s %s;\n", m->method->name, m->program);
		else
			printf("\tdefault %s;\n", m->program);
		if (m->method->alias)
			printf("\t%s %s;\n", m->method->alias, m->program);
	}
	printf("}\n");
	for (m = methods; m->program; m++)
		write_socket(m->program);
	write_socket(ROUTES_STATUS);
}
