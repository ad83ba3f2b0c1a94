/* steps - the history of an entity, as the index keeps it, read. */
#ifndef ECHOAPP_STEPS_H
#define ECHOAPP_STEPS_H

#include <stddef.h>

#include "key_values.h"

struct step {
	moment time;
	char *hook;
	char *status; /* "": none was told */
	int answered; /* HTTP */
	char *info;   /* "" */
	size_t number;
};

struct steps {
	struct step *at;
	size_t count;
};

/* Adds those of a history (entity.h), and puts all in order of time. */
void steps_add(struct steps *, const char *history);
void steps_free(struct steps *);

void steps_say(const struct steps *, struct sheet *);

#endif
