/* doctor_runner - runs echoappctl doctor, and reads its findings. */
#ifndef ECHOAPP_DOCTOR_RUNNER_H
#define ECHOAPP_DOCTOR_RUNNER_H

#include "ctl_runner.h"

/*
 * Runs doctor with --json and more arguments, which end with NULL, and with
 * --quick unless --silence is among them.  Fails unless each line is an object
 * and the exit code is that of the worst finding.
 */
struct outcome doctor_run(const char *url, ...);

/*
 * The findings that are not OK, in order: "mirror:FAIL numbers:WARN".  Leaves
 * out skipped checks, and "no hooks", because no fake server passes it.
 */
const char *doctor_run_troubles(struct outcome);

/*
 * The same without findings about slow responses, because the machine may be
 * busy.
 */
const char *doctor_run_troubles_but_slow(struct outcome);

/* The fix in the first finding of a check. */
const char *doctor_run_fix(struct outcome, const char *check);

/* All findings of a check, a line each; NULL: the check has none. */
const char *doctor_run_findings(struct outcome, const char *check);

#endif
