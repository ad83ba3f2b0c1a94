/* end_report - keeps the kernel from reporting the supervisor's end. */

#include "end_report.h"

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#define STACK_SIZE ((size_t)16 * 1024)

/* Kernel headers of Yama's time have it; 0 elsewhere is harmless. */
#ifndef PR_SET_PTRACER
#define PR_SET_PTRACER 0x59616d61
#endif

static struct {
	pid_t threads[WORK_BOARD_SLOTS];
	atomic_int released; /* of the threads; a futex */
} r;

/*
 * Not a thread of libc: a traced thread must get no signal, since it would stop
 * until its tracer says more, and libc has signals that cannot be blocked
 * otherwise.  It shares errno with the main thread, and so must call nothing
 * that fails.
 */
static int
wait_for_release(void *arg)
{
	(void)arg;
	while (atomic_load(&r.released) == 0)
		syscall(SYS_futex, &r.released, FUTEX_WAIT_PRIVATE, 0, NULL,
			NULL, 0);
	return 0;
}

static pid_t
start_thread(void)
{
	const int flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND |
			  CLONE_THREAD | CLONE_SYSVSEM;
	const unsigned long long all = ULLONG_MAX;
	unsigned long long before;
	char *stack = mmap(NULL, STACK_SIZE, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
	pid_t thread;

	if (stack == MAP_FAILED)
		return -1;
	/* The kernel's call: libc's leaves out signals of its own. */
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &all, &before, sizeof all);
	thread = clone(wait_for_release, stack + STACK_SIZE, flags, NULL);
	syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, NULL, sizeof before);
	if (thread < 0)
		munmap(stack, STACK_SIZE);
	return thread;
}

pid_t
end_report_thread(unsigned slot)
{
	if (r.threads[slot] > 0)
		return r.threads[slot];
	atomic_store(&r.released, 0);
	/* Yama lets a process trace only its descendants, unless asked. */
	prctl(PR_SET_PTRACER, (unsigned long)getpid(), 0, 0, 0);
	r.threads[slot] = start_thread();
	if (r.threads[slot] < 0) {
		log_warn("cannot start a thread:");
		r.threads[slot] = 0;
	}
	return r.threads[slot];
}

void
end_report_release(void)
{
	unsigned i;

	atomic_store(&r.released, 1);
	syscall(SYS_futex, &r.released, FUTEX_WAKE_PRIVATE, INT_MAX, NULL, NULL,
		0);
	for (i = 0; i < WORK_BOARD_SLOTS; i++)
		r.threads[i] = 0;
}

bool
end_report_hold(pid_t thread)
{
	return thread > 0 && ptrace(PTRACE_SEIZE, thread, NULL, NULL) == 0;
}

/* Threads that nobody traces take their time to end, too. */
bool
end_report_is_due(pid_t supervisor, pid_t thread)
{
	const nlink_t threads = 2, others = 2;
	siginfo_t ended = { 0 };
	char path[64];
	struct stat st;

	snprintf(path, sizeof path, "/proc/%d/task", (int)supervisor);
	if (stat(path, &st))
		return true;
	return st.st_nlink <= threads + others &&
	       (waitid(P_PID, (id_t)thread, &ended,
		       WEXITED | WNOHANG | WNOWAIT | __WALL) ||
		ended.si_pid != 0);
}

void
end_report_let_go(pid_t thread)
{
	int error = errno, status = 0;
	pid_t ended;

	/* Its end was on its way before this was asked for. */
	do
		ended = waitpid(thread, &status, __WALL);
	while (ended < 0 ? errno == EINTR : WIFSTOPPED(status));
	errno = error;
}
