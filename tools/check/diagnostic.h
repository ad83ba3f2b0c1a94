/* finding - what is wrong with a file, for a person or a program. */
#ifndef ECHOAPP_FINDING_H
#define ECHOAPP_FINDING_H

#include <stdbool.h>

/* Line 0: the file as a whole; column 0: the line as a whole. */
struct source_location {
	const char *file;
	unsigned line;
	unsigned column;
};

/* A report; what is found is printed at once. */
struct diagnostics {
	bool json; /* one object per finding */
	/* Who is told instead; NULL: it is printed. */
	void (*report)(void *arg, struct source_location, bool is_error,
		       const char *message);
	void *arg;
	unsigned errors;
	unsigned warnings;
};

/* The words are safe to show. */
void diagnostic_error(struct diagnostics *, struct source_location,
		      const char *message);
void diagnostic_warning(struct diagnostics *, struct source_location,
			const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
