/* dispatch_one - a program that answers the hook that it is linked with. */

#include "dispatch.h"

const struct method *
dispatch_only_method(void)
{
	return &method;
}

const struct method *
dispatch_method(const struct cgi_request *request)
{
	(void)request;
	return &method;
}
