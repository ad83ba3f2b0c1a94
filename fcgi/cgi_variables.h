/* cgi_variables - the variables of a FastCGI request, as terminated strings. */
#ifndef ECHOAPP_CGI_VARIABLES_H
#define ECHOAPP_CGI_VARIABLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* A zeroed struct has no variables.  Its memory is used again. */
struct cgi_variables {
	struct buffer text;    /* names and values, each with a NUL */
	struct buffer entries; /* of struct cgi_variable */
};

/* Reads the pairs of PARAMS; false if they are malformed. */
bool cgi_variables_read(struct cgi_variables *, const char *pairs, size_t len);

/* Returns the value, or NULL; good until the next cgi_variables_read(). */
const char *cgi_variables_get(const struct cgi_variables *, const char *name);

void cgi_variables_free(struct cgi_variables *);

#endif
