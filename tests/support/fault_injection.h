/*
 * fault_injection - makes each system call of a command fail once, with each of
 * EIO, ENOSPC, EINTR and EMFILE.  strace does that; where it may not trace, the
 * test is left out, and says so.
 *
 *	FAULT_POINTS=N	how many failures of each command are tried, spread over
 *			all; 0: all
 *	FAULT_SHOW=yes	prints what the command says each time
 */
#ifndef ECHOAPP_TESTS_FAULT_INJECTION_H
#define ECHOAPP_TESTS_FAULT_INJECTION_H

struct fault_command {
	const char *line; /* of the shell; its messages go to the file ./said */
	/*
	 * Checks ./state after a failure; `at` names the failure, `code` is
	 * that of the command, and `said` its output.
	 */
	void (*check)(const char *at, int code, const char *said);
};

/* Runs the command on copies of ./state as that is now. */
void fault_injection_try(const struct fault_command *);

#endif
