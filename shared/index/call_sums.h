/*
 * call_sums - how calls ended, and how long they were talked in.
 *
 * The table `call_sum` counts each call once: as its record was when it became
 * final for the first time.  The sums follow from the lines of the ledger that
 * the index knows and from nothing else, so no late hook, purge, erasure or
 * rebuild makes one fall.  Where a purge takes lines out of the ledger, a line
 * with their sum remains.
 */
#ifndef ECHOAPP_CALL_SUMS_H
#define ECHOAPP_CALL_SUMS_H

#include "index.h"
#include "ledger.h"

#define CALL_SUM_BOUNDS 11

/* Milliseconds of talk; a bucket includes its bound. */
extern const int64_t call_sums_bounds[CALL_SUM_BOUNDS];

/* The dispositions of call records, and a NULL. */
extern const char *const call_sums_dispositions[];

#define CALL_SUM_DISPOSITIONS 7

/* Sums of entries; the last bucket is of those without a known talk. */
struct call_sums {
	struct {
		uint64_t calls;
		uint64_t talk; /* milliseconds */
	} of[CALL_SUM_DISPOSITIONS][CALL_SUM_BOUNDS + 2];
};

/* Counts an entry: the first of a record, or a sum. */
void call_sums_count(struct call_sums *, const struct ledger_entry *);

/* Adds the sums to the ledger, which counts them as it counted the entries. */
void call_sums_carry(const struct call_sums *, struct ledger *);

struct call_sum {
	uint64_t calls;
	uint64_t talk;			       /* milliseconds */
	uint64_t buckets[CALL_SUM_BOUNDS + 1]; /* calls with a known talk */
};

/*
 * Adds the lines of the ledger from one offset to another to the table.  Within
 * a transaction.  Returns 0, or -1 with the reason.
 */
int call_sums_add(struct index *, const struct ledger *, off_t from, off_t to,
		  struct error *);

/* The sums of a disposition.  Returns 0, or -1 with sql_error(). */
int call_sums_read(struct sql *, const char *disposition, struct call_sum *);

#endif
