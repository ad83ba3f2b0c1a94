/* summary_counts - how much is live, and how many hooks there were. */
#ifndef ECHOAPP_SUMMARY_COUNTS_H
#define ECHOAPP_SUMMARY_COUNTS_H

#include <stdint.h>

#include "index/index.h"
#include "journal/day_file.h"

struct summary_counts {
	int64_t live[ENTITY_KINDS];
	int64_t stale[ENTITY_KINDS]; /* ended by their silence */
	int64_t over[ENTITY_KINDS];  /* live for longer than a rule allows */
	int64_t answered;	     /* hooks with 200 */
	int64_t refused;	     /* hooks with another status */
	int64_t answered_today;	     /* since midnight in the zone */
	int64_t refused_today;
	int64_t last_minute;	 /* hooks in the last whole minute */
	int64_t warnings;	 /* about the bodies of hooks */
	int64_t lost;		 /* hooks that the journal could not record */
	int64_t unreadable;	 /* lines of the journal */
	int64_t lost_in_journal; /* those whose days were not purged */
	int64_t unreadable_in_journal; /* the same */
	int missing_days;	       /* of the journal, without purge */
	char first_missing[DAY_FILE_DATE_SIZE];
};

/* Returns 0, or -1 with sql_error(). */
int summary_counts_read(struct summary_counts *, struct index *);

/* Calls `each` for the rules that refused most hooks, at most 20. */
struct summary_refusal {
	const char *rule;
	const char *hook;
	int64_t count;
	timestamp last;
};
void summary_counts_refusals(struct sql *,
			     void (*each)(void *arg,
					  const struct summary_refusal *),
			     void *arg);

#endif
