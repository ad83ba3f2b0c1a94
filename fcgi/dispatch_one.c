/* one - a program that answers one hook: the handler it was linked with. */

#include "dispatch.h"

const struct method *
which_only(void)
{
	return &method;
}

const struct method *
which(const struct asked *asked)
{
	(void)asked;
	return &method;
}
