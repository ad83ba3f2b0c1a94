/* fault_injection - makes each system call of a command fail once. */

#include "fault_injection.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ctl_runner.h"
#include "harness.h"

/* Of different calls in a run. */
#define CALLS_MAX 200

static const char *const errors[] = { "EIO", "ENOSPC", "EINTR", "EMFILE" };

/* Failing them tests the C library or the shell, not us. */
static const char *const left_out[] = { "execve",
					"exit_group",
					"exit",
					"rt_sigreturn",
					"restart_syscall",
					"arch_prctl",
					"set_tid_address",
					"set_robust_list",
					"rseq",
					"brk" };

struct call {
	char name[32];
	unsigned pid, count, most; /* in one process */
};

static struct call calls[CALLS_MAX];
static size_t call_count;

static unsigned long
points_wanted(void)
{
	const char *text = getenv("FAULT_POINTS");

	return text && *text ? strtoul(text, NULL, 10) : 15;
}

static bool
can_trace(void)
{
	char said[512];

	if (run_shell(
		"strace --seccomp-bpf -f -qq -e trace=read -o /dev/null true",
		said, sizeof said) == 0)
		return true;
	printf("left out: strace may not trace here\n");
	return false;
}

static bool
is_left_out(const char *name)
{
	size_t i;

	for (i = 0; i < ROWS(left_out); i++)
		if (strcmp(left_out[i], name) == 0)
			return true;
	return false;
}

static void
count_call(unsigned pid, const char *name)
{
	size_t i;

	for (i = 0; i < call_count; i++)
		if (strcmp(calls[i].name, name) == 0)
			break;
	if (i == call_count) {
		ck_assert_uint_lt(call_count, CALLS_MAX);
		calls[call_count++] = (struct call){ .pid = pid };
		snprintf(calls[i].name, sizeof calls[i].name, "%s", name);
	}
	if (calls[i].pid != pid)
		calls[i].count = 0;
	calls[i].pid = pid;
	if (++calls[i].count > calls[i].most)
		calls[i].most = calls[i].count;
}

/* Which calls the command makes, and how often one process makes each. */
static void
list_calls(const char *command)
{
	char line[4096], name[32], whole[4096], said[4096];
	unsigned pid;
	FILE *f;

	snprintf(whole, sizeof whole, "strace -f -qq -o trace %s", command);
	run_shell(whole, said, sizeof said);
	f = fopen("trace", "re");
	ck_assert_ptr_nonnull(f);
	while (fgets(line, sizeof line, f))
		if (sscanf(line, "%u %31[a-z0-9_](", &pid, name) == 2 &&
		    !is_left_out(name))
			count_call(pid, name);
	fclose(f);
	ck_assert_uint_gt(call_count, 10);
}

/*
 * The index knows the inodes of the days, so the files keep theirs: ./kept has
 * links to them, and ./template their content.
 */
static void
save_state(void)
{
	output_of("rm -rf template kept && cp -a state template &&"
		  " cp -al state kept");
}

static void
restore_state(void)
{
	output_of("rm -rf state && cp -al kept state && cd template &&"
		  " find . -type f -exec sh -c 'for f; do"
		  " cat \"$f\" >\"../state/$f\"; done' sh {} +");
}

/* Makes one call fail in the command, on a copy of the template. */
static void
try_point(const struct fault_command *c, const struct call *call, unsigned nth,
	  const char *error)
{
	char at[128], line[2048], said[8192];
	int code;

	restore_state();
	snprintf(at, sizeof at, "%s %u: %s", call->name, nth, error);
	snprintf(line, sizeof line,
		 "timeout 60 strace --seccomp-bpf -f -qq -o /dev/null"
		 " -e trace=%s -e inject=%s:error=%s:when=%u %s 2>said",
		 call->name, call->name, error, nth, c->line);
	code = run_shell(line, said, sizeof said);
	ck_assert_msg(code != 124, "%s: hangs", at);
	if (getenv("FAULT_SHOW"))
		fprintf(stderr, "%s: exit %d: %s%s\n", at, code, said,
			harness_read_file("said", NULL));
	c->check(at, code, said);
}

/* All failures, or as many as are wanted, evenly spread. */
void
fault_injection_try(const struct fault_command *c)
{
	unsigned long all = 0, wanted = points_wanted(), n = 0, tried = 0;
	unsigned nth;
	size_t i, e;

	if (!can_trace())
		return;
	save_state();
	call_count = 0;
	list_calls(c->line);
	for (i = 0; i < call_count; i++)
		all += calls[i].most * ROWS(errors);
	if (wanted == 0 || wanted > all)
		wanted = all;
	for (i = 0; i < call_count; i++)
		for (nth = 1; nth <= calls[i].most; nth++)
			for (e = 0; e < ROWS(errors); e++, n++)
				if (n * wanted / all !=
				    (n + 1) * wanted / all) {
					try_point(c, &calls[i], nth, errors[e]);
					tried++;
				}
	printf("%lu of %lu failures tried\n", tried, all);
}
