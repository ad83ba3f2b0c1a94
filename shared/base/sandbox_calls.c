/* sandbox_calls - the system calls of a process, by seccomp. */

#include "sandbox_calls.h"

#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <ucontext.h>

#include "log.h"

/* Different calls that were refused; each is reported once. */
#define REFUSED_MAX 16
/* The last call of Linux 5.19; the numbers of later ones are the same
 * everywhere. */
#define NEWEST_KNOWN 450

/*
 * The calls of all roles: those of libc's start, of its memory, files, time and
 * signals, and of what our libraries do.  Names that this machine does not have
 * are left out.
 */
static const char common[] =
    /* starting and ending */
    "arch_prctl set_tid_address set_robust_list rseq prlimit64 "
    "getrlimit ugetrlimit exit exit_group prctl restart_syscall "
    "set_tls cacheflush riscv_flush_icache membarrier "
    /* a sandbox within */
    "seccomp landlock_create_ruleset landlock_add_rule "
    "landlock_restrict_self "
    /* memory; PCRE2 compiles patterns to machine code */
    "brk mmap mmap2 munmap mprotect mremap madvise map_shadow_stack "
    /* files */
    "open openat close close_range read readv pread64 preadv preadv2 "
    "write writev pwrite64 pwritev pwritev2 lseek _llseek access "
    "faccessat faccessat2 stat lstat fstat stat64 lstat64 fstat64 "
    "fstatat64 newfstatat statx statfs fstatfs statfs64 fstatfs64 "
    "getdents getdents64 readlink readlinkat getcwd fcntl fcntl64 "
    "flock fsync fdatasync sync_file_range ftruncate ftruncate64 "
    "fallocate fadvise64 fadvise64_64 mkdir mkdirat unlink unlinkat "
    "rmdir rename renameat renameat2 fchmod "
    "fchown umask utimensat dup dup2 dup3 "
    "copy_file_range sendfile "
    /* time and waiting */
    "clock_gettime clock_gettime64 clock_getres clock_nanosleep "
    "clock_nanosleep_time64 nanosleep gettimeofday time alarm "
    "setitimer getitimer timer_create timer_settime timer_settime64 "
    "timer_gettime timer_delete futex futex_time64 poll ppoll "
    "ppoll_time64 select _newselect pselect6 sched_yield sched_setattr "
    "sched_getattr sched_getaffinity sched_getparam sched_getscheduler "
    "getpriority "
    /* signals */
    "rt_sigaction rt_sigprocmask rt_sigreturn sigreturn rt_sigpending "
    "rt_sigtimedwait rt_sigtimedwait_time64 rt_sigsuspend sigaltstack "
    /* who am I */
    "getpid getppid gettid getuid geteuid getgid getegid getuid32 "
    "geteuid32 getgid32 getegid32 getgroups getpgrp getpgid getsid "
    "getrandom getrusage sysinfo uname times "
    /* to the system's log */
    "connect send sendto sendmsg ";

/* Of programs that a web server connects to, and that pass connections on. */
static const char serving[] =
    "accept accept4 listen epoll_create1 epoll_ctl epoll_wait epoll_pwait "
    "epoll_pwait2 eventfd2 recv recvfrom recvmsg sendmmsg shutdown "
    "getsockname getpeername getsockopt setsockopt signalfd4 "
    "timerfd_create timerfd_settime memfd_create wait4 waitid waitpid ";

/* Of CGI programs, which start folds. */
static const char starting[] = "clone clone3 vfork fork pipe pipe2 execve ";

/* New calls, which libseccomp may not know by name; the same everywhere. */
static const int unnamed[] = { 462 /* mseal */ };

static volatile sig_atomic_t refused[REFUSED_MAX];
static size_t reported;

/*
 * A new call fails as if the kernel did not have it, so that a C library that
 * is newer than this list uses an older one.
 */
static void
note_refused(int number, siginfo_t *info, void *context)
{
	const int error = info->si_syscall > NEWEST_KNOWN ? ENOSYS : EPERM;
	ucontext_t *u = context;
	size_t i;

	(void)number;
	for (i = 0; i < REFUSED_MAX && refused[i]; i++)
		if (refused[i] == info->si_syscall + 1)
			break;
	if (i < REFUSED_MAX)
		refused[i] = info->si_syscall + 1;
#if defined(__x86_64__)
	u->uc_mcontext.gregs[REG_RAX] = -error;
#elif defined(__aarch64__)
	u->uc_mcontext.regs[0] = (unsigned long long)-error;
#else
	(void)u;
	(void)error;
#endif
}

/* Where the handler cannot set a result, calls fail without being told. */
#if defined(__x86_64__) || defined(__aarch64__)
#define REFUSE SCMP_ACT_TRAP
#else
#define REFUSE SCMP_ACT_ERRNO(EPERM)
#endif

/* `names` are separated by blanks. */
static int
allow_names(scmp_filter_ctx filter, const char *names)
{
	char name[64];
	size_t len;

	for (; *names; names += len + 1) {
		int call;

		len = strcspn(names, " ");
		if (len >= sizeof name)
			return -1;
		memcpy(name, names, len);
		name[len] = '\0';
		call = seccomp_syscall_resolve_name(name);
		if (call != __NR_SCMP_ERROR &&
		    seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0))
			return -1;
	}
	return 0;
}

/* Calls of which only some arguments are allowed. */
static int
allow_some(scmp_filter_ctx filter)
{
	const scmp_datum_t kind = 0xf; /* SOCK_CLOEXEC is beyond */
	size_t i;
	int bad;

	for (i = 0; i < sizeof unnamed / sizeof *unnamed; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, unnamed[i], 0))
			return -1;
	/* The kinds of socket that are not the log's fail without a word: libc
	 * tries a stream if there is no syslog. */
	bad =
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
			     SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0),
			     SCMP_A1(SCMP_CMP_MASKED_EQ, kind, SOCK_DGRAM)) ||
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), SCMP_SYS(socket), 2,
			     SCMP_A0(SCMP_CMP_EQ, AF_UNIX, 0),
			     SCMP_A1(SCMP_CMP_MASKED_EQ, kind, SOCK_STREAM)) ||
	    /* abort() */
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
			     SCMP_A2(SCMP_CMP_EQ, SIGABRT, 0)) ||
	    /* Is this a terminal? */
	    seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl),
			     0);
	return bad ? -1 : 0;
}

/* run_apart() */
static int
allow_own_files(scmp_filter_ctx filter)
{
	return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(unshare), 1,
				SCMP_A0(SCMP_CMP_EQ, CLONE_FILES, 0));
}

static int
load_filter(scmp_filter_ctx filter, enum sandbox_role role, bool children)
{
	/* A tree of comparisons instead of a row of them. */
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	/* Older kernels would slow down the whole process for the sake of
	 * programs that compile code of strangers. */
	(void)seccomp_attr_set(filter, SCMP_FLTATR_CTL_SSB, 1);
	/* Tells the true errno of seccomp(2). */
	(void)seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, 1);
	if (allow_names(filter, common) || allow_some(filter))
		return -1;
	/* A fold becomes the program that can unpack. */
	if (allow_names(filter, role == SANDBOX_FOLD ? "execve" : serving))
		return -1;
	if (role != SANDBOX_FOLD && children &&
	    (allow_names(filter, starting) || allow_own_files(filter)))
		return -1;
	return seccomp_load(filter);
}

int
sandbox_calls_enter(enum sandbox_role role, bool children)
{
	const struct sigaction sa = {
		.sa_sigaction = note_refused,
		.sa_flags = SA_SIGINFO | SA_RESTART,
	};
	scmp_filter_ctx filter = seccomp_init(REFUSE);
	int bad;

	if (!filter) {
		errno = ENOMEM;
		return -1;
	}
	sigaction(SIGSYS, &sa, NULL);
	bad = load_filter(filter, role, children);
	seccomp_release(filter);
	if (!bad)
		return 0;
	errno = bad < -1 ? -bad : EINVAL;
	return -1;
}

bool
sandbox_calls_possible(void)
{
	/* A bad address is noticed only by a kernel that has filters. */
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL) < 0 &&
	       errno == EFAULT;
}

void
sandbox_calls_report(void)
{
	for (; reported < REFUSED_MAX && refused[reported]; reported++) {
		int call = refused[reported] - 1;
		char *name =
		    seccomp_syscall_resolve_num_arch(SCMP_ARCH_NATIVE, call);

		log_warn("the sandbox refused the system call %s (%d); see "
			 "sandbox in echoapp.conf",
			 name ? name : "of no known name", call);
		free(name);
	}
}
