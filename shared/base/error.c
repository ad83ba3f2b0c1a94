/* error - why a function failed, as a text for a person. */

#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
error_set(struct error *e, const char *format, ...)
{
	const size_t len = strlen(format);
	const int code = errno;
	va_list ap;
	int n;

	if (!e)
		return -1;
	va_start(ap, format);
	n = vsnprintf(e->text, sizeof e->text, format, ap);
	va_end(ap);
	if (len > 0 && format[len - 1] == ':' && n >= 0 &&
	    (size_t)n < sizeof e->text)
		snprintf(e->text + n, sizeof e->text - (size_t)n, " %s",
			 strerror(code));
	errno = code;
	return -1;
}
