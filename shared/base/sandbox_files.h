/* sandbox_files - limits which files a process can open, by Landlock. */
#ifndef ECHOAPP_SANDBOX_FILES_H
#define ECHOAPP_SANDBOX_FILES_H

#include "sandbox.h"

bool sandbox_files_possible(void);

/* See sandbox_enter().  Returns 0, or -1 with errno. */
int sandbox_files_enter(enum sandbox_role, const struct sandbox_path *,
			size_t count);

#endif
