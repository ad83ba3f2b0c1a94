/*
 * ctl_runner - runs echoappctl on ./state, as anybody would.
 *
 * What is returned is never freed.
 */
#ifndef ECHOAPP_CTL_RUNNER_H
#define ECHOAPP_CTL_RUNNER_H

#include <sys/types.h>

/* The program itself. */
const char *ctl_path(void);

/* What came of it. */
struct outcome {
	int code; /* -1: a signal ended it */
	char *out;
	char *err;
};

/* With these arguments behind --state ./state; the last one is NULL. */
struct outcome ctl_run(const char *first, ...);

/* The same with none in front, and nothing to read but /dev/null. */
struct outcome ctl_run_bare(const char *const *arguments);

/* What it says at a terminal, whose newlines are \r\n; it has to go well. */
char *ctl_run_at_terminal(const char *first, ...);

/* In the background, its output into a file. */
pid_t ctl_start(const char *out, const char *first, ...);

/* Ends it with a signal; its exit code, or -1. */
int ctl_stop(pid_t, int signal);

/* Fails unless it went well and said nothing about errors. */
char *ctl_output(struct outcome);

#endif
