/*
 * ctl_runner - runs echoappctl on ./state.
 *
 * Returned texts are never freed.
 */
#ifndef ECHOAPP_CTL_RUNNER_H
#define ECHOAPP_CTL_RUNNER_H

#include <sys/types.h>

/* The path of echoappctl. */
const char *ctl_path(void);

/* The result of a run. */
struct outcome {
	int code; /* exit code; -1: ended by a signal */
	char *out;
	char *err;
};

/*
 * Runs echoappctl with --state ./state, an empty configuration and these
 * arguments; the last is NULL.
 */
struct outcome ctl_run(const char *first, ...);

/* The same without --state and --conf.  The standard input is /dev/null. */
struct outcome ctl_run_bare(const char *const *arguments);

/*
 * Starts echoappctl at a terminal; *terminal reads what it prints, and types.
 */
pid_t ctl_start_at_terminal(int *terminal, const char *first, ...);

/*
 * Runs echoappctl at a terminal, and returns its output, in which newlines are
 * \r\n.  Fails unless the exit code is 0.
 */
char *ctl_run_at_terminal(const char *first, ...);

/* Starts echoappctl in the background; its output goes to the file `out`. */
pid_t ctl_start(const char *out, const char *first, ...);

/* Sends a signal and waits; returns the exit code, or -1. */
int ctl_stop(pid_t, int signal);

/* Returns the output; fails unless the exit code is 0 and stderr is empty. */
char *ctl_output(struct outcome);

#endif
