/*
 * summary - is all well, and how much is there?
 *
 * The one answer for `echoappctl status`, /status/health and /metrics: they
 * print it, and compute nothing themselves.
 */
#ifndef ECHOAPP_SUMMARY_H
#define ECHOAPP_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "conf/conf.h"
#include "conf/in_force.h"
#include "index/index.h"
#include "index/purge_record.h"
#include "journal/journal_days.h"
#include "journal/losses.h"
#include "summary_counts.h"

/* Can the files that the configuration names be used? */
struct summary_files {
	struct error auth_error;  /* "": secrets or passwords can */
	struct error rules_error; /* "": rules and restClientConfig can */
	size_t rule_count;
	unsigned rule_errors; /* in all; the first is in rules_error */
	char rules_digest[DIGEST_HEX_SIZE]; /* of the file as it is now */
};

/* Reads these files as the programs for hooks do. */
void summary_check_files(struct summary_files *, const struct conf *);

/*
 * Bytes of the journal that the index has not folded; -1: the journal or the
 * index cannot be read.  A reader folds SUMMARY_FOLD_LINES, which takes some
 * 20 ms, before it asks.
 */
#define SUMMARY_FOLD_LINES 4000
int64_t summary_lag(struct index *, const char *state_dir);

/*
 * Writes which process keeps the index from being brought up to date:
 * "process 4711 (echoappctl) holds PATH".  For a fold that was `busy`.
 */
void summary_name_holder(struct error *, const char *state_dir);

/* Texts for which a program may have to hide paths (api_hide_paths). */
#define SUMMARY_PROBLEMS_MAX 24

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
	const char *lock_holder; /* see summary_name_holder(); NULL, "": none */
	const struct summary_counts *counts; /* NULL: cannot be counted */

	bool conf_good;	       /* echoapp.conf is there, and can be used as it
				* is now; a version before
				* it may be in force */
	struct in_force noted; /* by the programs for hooks; without a path of
				* the configuration: nothing is noted */
	int64_t rule_count;    /* of the rules that are in force */
	timestamp rules_since; /* since when; TIMESTAMP_NONE: unknown */
	bool index_is_corrupt; /* until the next fold */
	bool journal_exists;
	struct error write_error; /* "": the journal can be written */
	struct error read_error;  /* "": the journal can be read */
	struct losses losses;
	int64_t lost; /* hooks, ever: in the index and in losses.json */
	struct journal_days days;
	int64_t journal_bytes;
	timestamp last_line; /* TIMESTAMP_NONE: no line can be read */
	bool is_in_future;   /* the last line: some clock is, or was, wrong */
	bool is_torn;	     /* the last line: its end is missing */
	struct purge_record purge; /* the last one */

	bool well;
	struct error problems[SUMMARY_PROBLEMS_MAX]; /* a sentence each */
	size_t problem_count;
};

void summary_read(struct summary *);
void summary_close(struct summary *);

/* Why echoapp.conf is not good; NULL: it is. */
const char *summary_conf_error(const struct summary *);

#endif
