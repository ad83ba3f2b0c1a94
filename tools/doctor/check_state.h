/* check_state - how the state is judged. */
#ifndef ECHOAPP_CHECK_STATE_H
#define ECHOAPP_CHECK_STATE_H

#include <stdint.h>

#include "doctor.h"

/* Free bytes below which the check fails or warns. */
#define CHECK_STATE_SPACE_FAIL (UINT64_C(10) << 20)
#define CHECK_STATE_SPACE_WARN (UINT64_C(200) << 20)

/*
 * Returns the name of a file system that is unfit for the state, by its type in
 * statfs(2), and sets `is_remote`; NULL: the file system is fit.
 */
const char *check_state_file_system(unsigned long type, bool *is_remote);

/* A check: do all files of the state belong to its owner? */
void check_owners(struct doctor *);

/* The check of how long days are kept. */
void check_retention(struct doctor *);

/* A check: is all well, as `status` and /status/health judge? */
void check_verdict(struct doctor *);

enum doctor_severity check_state_space(uint64_t free_bytes,
				       uint64_t free_files);

#endif
