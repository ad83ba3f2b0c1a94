/*
 * print_hook_roles - writes the table of hook_roles.h as C, from `.about` and
 * `.role` of all handlers.
 */

#include <stdio.h>

#include "protocol/hook_roles.h"
#include "protocol/methods.h"

/* The library refers to the table that this program writes. */
const struct hook_roles hook_roles[] = { { 0 } };

int
main(void)
{
	const struct named_method *m;

	puts("#include \"protocol/hook_roles.h\"\n"
	     "const struct hook_roles hook_roles[] = {");
	for (m = methods; m->program; m++)
		if (m->method->about && m->method->role != ROLE_NONE &&
		    m->method->role != ROLE_READS)
			printf("\t{ \"%s\", %d /* %s */, %d },\n",
			       m->method->name, (int)m->method->about->kind,
			       m->method->about->name, (int)m->method->role);
	puts("\t{ 0 },\n};");
	return ferror(stdout) || fflush(stdout) ? 111 : 0;
}
