/* sandbox - what a process may ask of the kernel from now on. */

#include "sandbox.h"

#include <errno.h>
#include <sys/prctl.h>

#include "log.h"
#include "sandbox_calls.h"
#include "sandbox_files.h"

/* A sanitizer makes calls of its own. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define IS_SANITIZED true
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED false
#endif

unsigned
sandbox_possible(void)
{
	unsigned can = 0;

	if (IS_SANITIZED)
		return 0;
	if (sandbox_calls_possible())
		can |= SANDBOX_CALLS;
	if (sandbox_files_possible())
		can |= SANDBOX_FILES;
	return can;
}

static bool allows_children;

void
sandbox_allow_children(void)
{
	allows_children = true;
}

unsigned
sandbox_enter(enum sandbox_role role, const struct sandbox_path *paths,
	      size_t count)
{
	unsigned can = sandbox_possible(), stands = 0;

	if (!can || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return 0;
	if (can & SANDBOX_FILES) {
		/* A process that was started within others has no more. */
		if (sandbox_files_enter(role, paths, count) && errno != E2BIG)
			log_warn("the sandbox does not limit files, because "
				 "Landlock fails:");
		else
			stands |= SANDBOX_FILES;
	}
	if (can & SANDBOX_CALLS) {
		if (sandbox_calls_enter(role, allows_children))
			log_warn("the sandbox does not limit system calls, "
				 "because seccomp fails:");
		else
			stands |= SANDBOX_CALLS;
	}
	return stands;
}

void
sandbox_report(void)
{
	sandbox_calls_report();
}
