/* state_owner - has a program that root started work as the owner of STATE. */

#include "state_owner.h"

#include <grp.h>
#include <limits.h>
#include <linux/capability.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "die.h"

static int
stat_nearest(const char *path, struct stat *st)
{
	char name[PATH_MAX], *slash;

	if (snprintf(name, sizeof name, "%s", path) >= (int)sizeof name)
		return -1;
	while (stat(name, st)) {
		slash = strrchr(name, '/');
		if (!slash)
			return stat(".", st);
		if (slash == name)
			return stat("/", st);
		*slash = '\0';
	}
	return 0;
}

/*
 * A change of the effective user from root clears the effective capabilities.
 * Without this one, only files that the owner may read can be read.
 */
static void
keep_reading(void)
{
	struct __user_cap_header_struct head = {
		.version = _LINUX_CAPABILITY_VERSION_3,
	};
	struct __user_cap_data_struct data[_LINUX_CAPABILITY_U32S_3];
	const unsigned reads = 1U << CAP_DAC_READ_SEARCH;

	if (syscall(SYS_capget, &head, data) || !(data[0].permitted & reads))
		return;
	data[0].effective |= reads;
	syscall(SYS_capset, &head, data);
}

void
state_owner_become(const char *state_dir)
{
	struct stat st;

	if (geteuid() != 0 || stat_nearest(state_dir, &st) || st.st_uid == 0)
		return;
	if (setgroups(1, &st.st_gid) || setegid(st.st_gid) ||
	    seteuid(st.st_uid))
		die(EXIT_PERMANENT,
		    "cannot act as the owner of %s:", state_dir);
	keep_reading();
}

void
state_owner_leave(void)
{
	if (getuid() == 0 && geteuid() != 0 && (seteuid(0) || setegid(0)))
		die(EXIT_PERMANENT, "cannot act as root again:");
}
