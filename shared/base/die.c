/* die - ends the program. */

#include "die.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"
#include "log.h"

void
die(int code, const char *format, ...)
{
	int error = errno;
	char text[LOG_MESSAGE_SIZE];
	va_list ap;

	va_start(ap, format);
	vsnprintf(text, sizeof text, format, ap);
	va_end(ap);
	errno = error;
	if (format[0] && format[strlen(format) - 1] == ':')
		log_warn("%s %s", text, error_text(error));
	else
		log_warn("%s", text);
	exit(code);
}
