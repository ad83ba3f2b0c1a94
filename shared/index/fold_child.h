/*
 * fold_child - what the child process of background_fold does.
 *
 * It folds; then it purges what is due, or compresses a day that is
 * (echoapp.conf: keep_days, compress_after).
 */
#ifndef ECHOAPP_FOLD_CHILD_H
#define ECHOAPP_FOLD_CHILD_H

#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"

/* The child's descriptor of STATE/index.lock, which is locked. */
#define FOLD_CHILD_LOCK 3

/*
 * What the parent's configuration orders.  All members are numbers of 64 bits:
 * each becomes an argument of the child, in the order of the declaration.
 */
struct fold_orders {
	struct conf_timeouts timeouts;
	int64_t log_targets;	 /* of struct conf */
	int64_t outlives_parent; /* background_fold_set_program() */
	int64_t sync_to_disk;	 /* of struct conf */
	int64_t compress_after;	 /* of struct conf */
	int64_t sandbox;	 /* of struct conf */
	int64_t keep_days;	 /* of struct conf */
};

#define FOLD_ORDERS (sizeof(struct fold_orders) / sizeof(int64_t))

/* argv points into the structure, which must not be copied. */
struct fold_child_arguments {
	const char *argv[2 + FOLD_ORDERS + 1];
	char numbers[FOLD_ORDERS][24];
};

/* The state directory is not copied. */
void fold_child_prepare(struct fold_child_arguments *, const char *state_dir,
			const struct fold_orders *);

/*
 * Was this process started to fold?  Decided by argv[0]: the arguments of a CGI
 * program come from the URL (RFC 3875, 4.4).
 */
bool fold_child_is(int argc, char **argv);

/* What main() of such a process does; returns its exit code. */
int fold_child_main(char **argv);

#endif
