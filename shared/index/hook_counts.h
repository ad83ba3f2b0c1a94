/*
 * tallies - how many hooks were answered how, summed up for one batch.
 *
 * A stranger may call hooks by any names, so no more than so many are held.
 */
#ifndef ECHOAPP_TALLIES_H
#define ECHOAPP_TALLIES_H

#include <stddef.h>

#include "index.h"

#define TALLIES_MAX 256

struct tallies {
	struct {
		char hook[72];
		char rule[72];
		struct tally t;
	} at[TALLIES_MAX];
	size_t count;
};

/* Makes room by saving, when there is none. */
void tallies_count(struct tallies *, struct index *, const struct event *);

/* Adds them to the index, and forgets them; 0 or -1. */
int tallies_save(struct tallies *, struct index *);

#endif
