/* finding - what is wrong with a file, for a person or a program. */
#ifndef ECHOAPP_FINDING_H
#define ECHOAPP_FINDING_H

#include <stdbool.h>

/* Line 0: the file as a whole; column 0: the line as a whole. */
struct place {
	const char *file;
	unsigned line;
	unsigned column;
};

/* A report; what is found is printed at once. */
struct findings {
	bool json; /* one object per finding */
	/* Who is told instead; NULL: it is printed. */
	void (*tell)(void *arg, struct place, bool is_error,
		     const char *message);
	void *arg;
	unsigned errors;
	unsigned warnings;
};

/* The words are safe to show. */
void find_error(struct findings *, struct place, const char *message);
void find_warning(struct findings *, struct place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
