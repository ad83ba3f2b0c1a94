/*
 * summary - is all well, and how much is there?
 *
 * The one answer for `echoappctl status`, /status/health and /metrics: they
 * print it, and compute nothing themselves.
 */
#ifndef ECHOAPP_SUMMARY_H
#define ECHOAPP_SUMMARY_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "conf/conf.h"
#include "index/index.h"
#include "journal/journal_days.h"
#include "key_values.h"

/* Can the files that the configuration names be used? */
struct summary_files {
	struct error auth_error;  /* "": secrets or passwords can */
	struct error rules_error; /* "": rules and restClientConfig can */
	size_t rule_count;
	unsigned rule_errors; /* in all; the first is in rules_error */
};

/* Reads these files as the programs for hooks do. */
void summary_check_files(struct summary_files *, const struct conf *);

struct summary_counts {
	int64_t live[ENTITY_KINDS];
	int64_t stale[ENTITY_KINDS]; /* ended by their silence */
	int64_t answered;	     /* hooks with 200 */
	int64_t refused;	     /* hooks with another status */
	int64_t answered_today;	     /* since midnight, UTC */
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
int summary_count(struct summary_counts *, struct index *);

/*
 * Bytes of the journal that the index has not folded; -1: the journal or the
 * index cannot be read.  A reader folds SUMMARY_FOLD_LINES, which takes some
 * 20 ms, before it asks.
 */
#define SUMMARY_FOLD_LINES 4000
int64_t summary_lag(struct index *, const char *state_dir);

/*
 * Writes why this process may not write to the state, as the end of an error
 * message: "; its owner is NAME".  "": it may, or there is no state yet.
 */
void summary_write_hint(const char *state_dir, char *hint, size_t size);

/* Texts for which a program may have to hide paths (api_hide_paths). */
#define SUMMARY_PROBLEMS_MAX 12

/*
 * The caller fills in the first part, whose pointers are borrowed; summary_read
 * fills in the rest.
 */
struct summary {
	const struct conf_file *conf;
	const struct summary_files *files; /* NULL without usable conf */
	struct index *index;		   /* NULL: there is none */
	const char *index_error; /* why there is none, or an old one; "" */
	int64_t lag;		 /* see summary_lag() */
	const struct summary_counts *counts; /* NULL: cannot be counted */

	bool conf_good;	       /* echoapp.conf as it is now; a version before
				* it may be in force */
	bool index_is_corrupt; /* until the next fold */
	bool journal_exists;
	struct error write_error; /* "": the journal can be written */
	struct error read_error;  /* "": the journal can be read */
	struct journal_days days;
	int64_t journal_bytes;
	timestamp last_line; /* TIMESTAMP_NONE: no line can be read */
	bool is_in_future;   /* the last line: some clock is, or was, wrong */
	bool is_torn;	     /* the last line: its end is missing */

	bool well;
	struct error problems[SUMMARY_PROBLEMS_MAX]; /* a sentence each */
	size_t problem_count;
};

void summary_read(struct summary *);
void summary_close(struct summary *);

/*
 * The groups "auth" and "rules", and "live".  `files` and `rules_path` may be
 * copies without paths.
 */
void summary_print_files(struct key_values *, const struct conf *,
			 const struct summary_files *, const char *rules_path);
void summary_print_live(struct key_values *, const struct summary_counts *);

/* The list "problems", and whether all is well. */
void summary_print_verdict(struct key_values *, const struct summary *);

/* Calls `each` for the rules that refused most hooks, at most 20. */
struct summary_refusal {
	const char *rule;
	const char *hook;
	int64_t count;
	timestamp last;
};
void summary_refusals(struct sql *,
		      void (*each)(void *arg, const struct summary_refusal *),
		      void *arg);

#endif
