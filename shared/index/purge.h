/*
 * purge - what is taken out of the journal, and how: for the command and for
 * keep_days.
 *
 * In this order: purge_resume(), a fold, going_on_read(), purge_count(),
 * purge_execute().
 */
#ifndef ECHOAPP_PURGE_H
#define ECHOAPP_PURGE_H

#include <stdbool.h>

#include "fold.h"
#include "purge_days.h"

struct purge {
	struct entity_keys going_on; /* the caller's, of going_on_read() */
	struct journal_days days;
	struct purge_day *at; /* the days before the date */
	size_t count;
	size_t days_changed;
	uint64_t lines; /* to be removed */
	uint64_t bytes;
};

/* Completes a purge that was killed.  0, or -1 with the reason. */
int purge_resume(const char *state_dir, struct error *);

/*
 * Counts what will go.  Returns 0, or -1 with the reason; purge_free() frees
 * the struct, with going_on, in both cases.
 */
int purge_count(struct purge *, const char *state_dir, struct error *);
void purge_free(struct purge *);

/*
 * Removes it, and makes the index anew, as the task says, which has the lock of
 * STATE/index.lock; writes the record (purge_record.h).  Returns 0, or -1 with
 * the reason.  If it fails after some days, the index is made anew, too, and
 * the next purge_resume() completes the purge.
 */
int purge_execute(struct purge *, struct index *, const struct fold_task *,
		  bool automatic, struct error *);

#endif
