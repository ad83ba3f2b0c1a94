/* summary_print - what the readers of a summary print alike. */
#ifndef ECHOAPP_SUMMARY_PRINT_H
#define ECHOAPP_SUMMARY_PRINT_H

#include "key_values.h"
#include "summary.h"

/*
 * The groups "auth" and "rules", and "live".  `files` and `rules_path` may be
 * copies without paths.
 */
void summary_print_files(struct key_values *, const struct summary *,
			 const struct summary_files *, const char *rules_path);
void summary_print_purge(struct key_values *, const struct summary *);
void summary_print_live(struct key_values *, const struct summary_counts *);

/*
 * The group "sandbox": whether it is wanted, and which of its walls stand
 * (bits of enum sandbox_wall).
 */
void summary_print_sandbox(struct key_values *, bool wanted, unsigned walls);

/* The list "problems", and whether all is well. */
void summary_print_verdict(struct key_values *, const struct summary *);

#endif
