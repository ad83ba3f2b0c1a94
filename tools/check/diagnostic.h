/* diagnostic - errors and warnings about a file, for a person or a program. */
#ifndef ECHOAPP_DIAGNOSTIC_H
#define ECHOAPP_DIAGNOSTIC_H

#include <stdbool.h>

/* Lines and columns count from 1; 0: the whole file, the whole line. */
struct source_location {
	const char *file;
	unsigned line;
	unsigned column;
};

/* Where diagnostics go, and how many there were. */
struct diagnostics {
	bool json; /* print one object per diagnostic */
	/* Called instead of printing, if not NULL. */
	void (*report)(void *arg, struct source_location, bool is_error,
		       const char *message);
	void *arg;
	unsigned errors;
	unsigned warnings;
};

/* Each is printed at once.  The caller escapes what came from a file. */
void diagnostic_error(struct diagnostics *, struct source_location,
		      const char *message);
void diagnostic_warning(struct diagnostics *, struct source_location,
			const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* An error about the file `path`, whose text may begin with "path:line:". */
void diagnostic_message(struct diagnostics *, const char *path,
			const char *message);

#endif
