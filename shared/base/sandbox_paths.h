/*
 * sandbox_paths - the directories that a program needs, and whether the sandbox
 * that it is in still has them.
 *
 * A sandbox cannot grow.  A program whose configuration names another directory
 * meanwhile, or whose directory was replaced by another one of the same name,
 * has to be started anew.
 */
#ifndef ECHOAPP_SANDBOX_PATHS_H
#define ECHOAPP_SANDBOX_PATHS_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "sandbox.h"

/*
 * A zeroed struct is an empty list.  What does not exist is not added: it gives
 * no right, and when it is there later, the sandbox lacks it.
 */
struct sandbox_paths {
	struct sandbox_path *at; /* with paths of its own, without links */
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
	int state_fd;	/* of the state directory */
	unsigned walls; /* what stands: enum sandbox_wall */
	time_t checked; /* second in which the paths were compared last */
};

/* The sandbox was entered, and is no longer wanted: logs that the process ends.
 */
bool sandbox_paths_is_outdated(const struct sandbox_kept *);

/* Frees the list; the process stays in the sandbox. */
void sandbox_paths_forget(struct sandbox_kept *);

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
