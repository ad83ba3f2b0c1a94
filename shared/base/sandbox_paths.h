/*
 * sandbox_paths - the directories that a program needs, and whether the sandbox
 * that it is in still has them.
 *
 * A sandbox cannot grow.  A program whose configuration names another directory
 * meanwhile, or whose state directory was made anew, has to be started anew.
 */
#ifndef ECHOAPP_SANDBOX_PATHS_H
#define ECHOAPP_SANDBOX_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "sandbox.h"

/* A zeroed struct is an empty list. */
struct sandbox_paths {
	struct sandbox_path *at; /* with paths of its own */
	size_t count;
};

/* Adds a directory that the program writes to; NULL: none. */
void sandbox_paths_add_state(struct sandbox_paths *, const char *dir);

/*
 * Adds the directory of a file that the program reads, because an editor may
 * replace the file, and the directory that a symbolic link leads to; NULL:
 * none.
 */
void sandbox_paths_add_file(struct sandbox_paths *, const char *file);

/* Adds copies of the paths of another list. */
void sandbox_paths_add_all(struct sandbox_paths *,
			   const struct sandbox_paths *);

void sandbox_paths_free(struct sandbox_paths *);

/* A process's sandbox.  A zeroed struct has not been entered. */
struct sandbox_kept {
	struct sandbox_paths paths;
	bool entered;
	dev_t device; /* of the state directory, and its inode */
	ino_t inode;
	time_t checked; /* second in which it was last looked at */
};

/*
 * Does sandbox_paths_keep() want to know the paths now?  Until it has entered
 * the sandbox, then once a second, and when the state directory is gone.
 */
bool sandbox_paths_are_due(struct sandbox_kept *);

/*
 * Enters the sandbox with these paths, of which the first is the state
 * directory, as soon as that exists; takes over the list.  False: the
 * sandbox that was entered lacks one, which is logged, and the process should
 * end.
 */
bool sandbox_paths_keep(struct sandbox_kept *, enum sandbox_role,
			struct sandbox_paths *);

#endif
