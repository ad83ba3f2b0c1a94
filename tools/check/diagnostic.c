/* diagnostic - errors and warnings about a file, for a person or a program. */

#include "diagnostic.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/json_write.h"
#include "base/log.h"

static void
print_json(struct source_location at, const char *severity, const char *message)
{
	struct buffer b = { 0 };

	buffer_str(&b, "{\"file\":");
	json_write_string(&b, at.file, strlen(at.file));
	buffer_printf(&b, at.line ? ",\"line\":%u" : ",\"line\":null", at.line);
	buffer_printf(&b, at.column ? ",\"column\":%u" : ",\"column\":null",
		      at.column);
	buffer_printf(&b, ",\"severity\":\"%s\",\"message\":", severity);
	json_write_string(&b, message, strlen(message));
	buffer_str(&b, "}\n");
	fwrite(b.at, 1, b.len, stdout);
	buffer_free(&b);
}

static void
print_text(struct source_location at, const char *severity, const char *message)
{
	char shown[512];

	log_escape(shown, sizeof shown, at.file);
	printf("%s:", shown);
	if (at.line)
		printf("%u:", at.line);
	if (at.column)
		printf("%u:", at.column);
	printf(" %s: %s\n", severity, message);
}

static void
report(const struct diagnostics *f, struct source_location at, bool is_error,
       const char *message)
{
	const char *severity = is_error ? "error" : "warning";

	if (f->report)
		f->report(f->arg, at, is_error, message);
	else if (f->json)
		print_json(at, severity, message);
	else
		print_text(at, severity, message);
}

void
diagnostic_error(struct diagnostics *f, struct source_location at,
		 const char *message)
{
	f->errors++;
	report(f, at, true, message);
}

void
diagnostic_warning(struct diagnostics *f, struct source_location at,
		   const char *format, ...)
{
	char message[1024];
	va_list ap;

	va_start(ap, format);
	vsnprintf(message, sizeof message, format, ap);
	va_end(ap);
	f->warnings++;
	report(f, at, false, message);
}

void
diagnostic_message(struct diagnostics *f, const char *path, const char *message)
{
	const size_t len = strlen(path);
	struct source_location at = { .file = path };
	char *end;

	if (strncmp(message, path, len) == 0 && message[len] == ':') {
		message += len + 1;
		if (isdigit((unsigned char)message[0])) {
			at.line = (unsigned)strtoul(message, &end, 10);
			message = end + (*end == ':');
		}
		message += strspn(message, " ");
	}
	diagnostic_error(f, at, message);
}
