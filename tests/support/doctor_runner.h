/* doctor_runner - runs echoappctl doctor, and reads what it says. */
#ifndef ECHOAPP_DOCTOR_RUNNER_H
#define ECHOAPP_DOCTOR_RUNNER_H

#include "ctl_runner.h"

/*
 * Runs it with --json, --quick unless there is a --silence, and what else is
 * given, which ends with NULL.  Fails unless every line is an object and the
 * exit code is that of the worst.
 */
struct outcome doctor_run(const char *url, ...);

/*
 * What is not OK, in order: "mirror:FAIL numbers:WARN"; what was left out
 * is not told, nor is "no hooks", which no scripted server does right.
 */
const char *doctor_run_troubles(struct outcome);

/* The same, but for answers that took long: the machine may be busy. */
const char *doctor_run_troubles_but_slow(struct outcome);

/* How what was found first by a check is mended. */
const char *doctor_run_fix(struct outcome, const char *check);

/* All that was found by a check, a line each; NULL: there is no such check. */
const char *doctor_run_findings(struct outcome, const char *check);

#endif
