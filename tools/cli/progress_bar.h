/*
 * progress_bar - how far a long command is: on standard error, only at a
 * terminal, and only after a second.
 */
#ifndef ECHOAPP_PROGRESS_BAR_H
#define ECHOAPP_PROGRESS_BAR_H

#include <stdbool.h>
#include <stdint.h>

struct progress_bar {
	const char *unit; /* what is counted; NULL: bytes */
	uint64_t done;
	uint64_t total; /* 0: unknown */
	int64_t start;	/* monotonic_now() */
	int64_t shown_at;
	bool is_terminal;
	bool is_shown;
};

void progress_bar_start(struct progress_bar *, const char *unit,
			uint64_t total);

/* Adds to what is done, and shows the rate and the remaining time. */
void progress_bar_add(struct progress_bar *, uint64_t done);

/* The same for fold.h: so much of so much is done. */
void progress_bar_set(void *bar, uint64_t done, uint64_t total);

/* Removes the line, before anything else is printed. */
void progress_bar_end(struct progress_bar *);

#endif
