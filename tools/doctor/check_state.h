/* check_state - what it makes of a file system, for tests as well. */
#ifndef ECHOAPP_DOCTOR_STATE_H
#define ECHOAPP_DOCTOR_STATE_H

#include <stdint.h>

#include "doctor.h"

/* Bytes: too few, and few. */
#define CHECK_STATE_SPACE_FAIL (UINT64_C(10) << 20)
#define CHECK_STATE_SPACE_WARN (UINT64_C(200) << 20)

/*
 * The name of a file system that the state should not be on, by its type of
 * statfs(2); NULL: it may be.
 */
const char *check_state_file_system(unsigned long type, bool *is_remote);

enum doctor_severity check_state_space(uint64_t free_bytes,
				       uint64_t free_files);

#endif
