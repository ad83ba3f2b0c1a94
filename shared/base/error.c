/* error - why a function failed, as a text for a person. */

#include "error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "open_file.h"

const char *
error_text(int code)
{
	if (code == OPEN_FILE_OTHER)
		return "this is not a regular file";
	return strerror(code);
}

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
			 error_text(code));
	errno = code;
	return -1;
}
