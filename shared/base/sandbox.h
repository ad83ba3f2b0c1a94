/*
 * sandbox - what a process may ask of the kernel from now on.
 *
 * Two walls, for ever and for all processes that it starts: a list of system
 * calls (seccomp), and a list of directories (Landlock).  Everything else
 * fails: a call with EPERM, a file with EACCES.  There is no network but
 * datagrams to the sockets of the system's log.
 *
 * Either wall may be impossible on this kernel; then the other one stands
 * alone.
 */
#ifndef ECHOAPP_SANDBOX_H
#define ECHOAPP_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum sandbox_role {
	SANDBOX_HOOK,	/* answers hooks */
	SANDBOX_STATUS, /* answers /status/ */
	SANDBOX_FOLD,	/* folds: no connections, no children */
};

struct sandbox_path {
	const char *path;
	bool writable; /* all but executing; otherwise only reading */
	dev_t device;  /* of sandbox_paths.h, and the inode */
	ino_t inode;
};

/* What stands after sandbox_enter(); bits. */
enum sandbox_wall { SANDBOX_CALLS = 1, SANDBOX_FILES = 2 };

/* What this kernel can do. */
unsigned sandbox_possible(void);

/*
 * Confines the process to these directories, and what programs and libraries
 * need.  A path that does not exist is left out.  Returns what stands; what
 * fails although it is possible is logged.
 */
unsigned sandbox_enter(enum sandbox_role, const struct sandbox_path *,
		       size_t count);

/*
 * The next sandbox of a program that answers lets it start children: for CGI,
 * where it starts a fold after its response.
 */
void sandbox_allow_children(void);

/* Logs the names of the calls that were refused since the last time. */
void sandbox_report(void);

#endif
