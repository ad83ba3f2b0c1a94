/* sandbox_paths - the directories that a program needs. */

#include "sandbox_paths.h"

#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "die.h"
#include "log.h"
#include "str.h"

static void
add_path(struct sandbox_paths *p, const struct sandbox_path *more)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		if (p->at[i].writable == more->writable &&
		    strcmp(p->at[i].path, more->path) == 0)
			return;
	p->at = reallocarray(p->at, p->count + 1, sizeof *p->at);
	if (!p->at)
		die(EXIT_TEMPORARY, "cannot store a path:");
	p->at[p->count] = *more;
	p->at[p->count++].path = str_dup(more->path);
}

/* Landlock gives rights to what a path leads to, whatever its name. */
static void
add(struct sandbox_paths *p, const char *path, bool writable)
{
	char real[PATH_MAX];
	struct stat st;

	if (realpath(path, real) && stat(real, &st) == 0 &&
	    (!writable || S_ISDIR(st.st_mode)))
		add_path(p, &(struct sandbox_path){
				.path = real,
				.writable = writable,
				.device = st.st_dev,
				.inode = st.st_ino,
			    });
}

void
sandbox_paths_add_state(struct sandbox_paths *p, const char *dir)
{
	if (dir)
		add(p, dir, true);
}

/* Not all of /, where a file may be. */
static void
add_directory_of(struct sandbox_paths *p, const char *file)
{
	char *copy = str_dup(file);
	const char *dir = dirname(copy);

	add(p, strcmp(dir, "/") == 0 ? file : dir, false);
	free(copy);
}

void
sandbox_paths_add_file(struct sandbox_paths *p, const char *file)
{
	char real[PATH_MAX];

	if (!file)
		return;
	add_directory_of(p, file);
	if (realpath(file, real))
		add_directory_of(p, real);
}

void
sandbox_paths_add_all(struct sandbox_paths *p, const struct sandbox_paths *more)
{
	size_t i;

	for (i = 0; i < more->count; i++)
		add_path(p, &more->at[i]);
}

void
sandbox_paths_free(struct sandbox_paths *p)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		free((char *)p->at[i].path);
	free(p->at);
	*p = (struct sandbox_paths){ 0 };
}

/* Is `path` this directory, or below it? */
static bool
is_below(const char *path, const char *dir)
{
	size_t len = strlen(dir);

	return strncmp(path, dir, len) == 0 &&
	       (path[len] == '\0' || path[len] == '/');
}

/* Is what has the path now what the sandbox was given? */
static bool
is_same(const struct sandbox_path *p)
{
	struct stat st;

	return stat(p->path, &st) == 0 && st.st_dev == p->device &&
	       st.st_ino == p->inode;
}

static bool
has_path(const struct sandbox_paths *have, const struct sandbox_path *path)
{
	size_t i;

	for (i = 0; i < have->count; i++)
		if (have->at[i].writable >= path->writable &&
		    is_below(path->path, have->at[i].path) &&
		    is_same(&have->at[i]))
			return true;
	return false;
}

static const char *
missing_path(const struct sandbox_paths *have, const struct sandbox_paths *want)
{
	size_t i;

	for (i = 0; i < want->count; i++)
		if (!has_path(have, &want->at[i]))
			return want->at[i].path;
	/* The state directory is made again only outside of the sandbox. */
	return is_same(&have->at[0]) ? NULL : have->at[0].path;
}

bool
sandbox_paths_is_outdated(const struct sandbox_kept *k)
{
	if (k->entered)
		log_warn("this process ends, because it is in a sandbox and "
			 "the configuration wants none");
	return k->entered;
}

void
sandbox_paths_forget(struct sandbox_kept *k)
{
	if (k->entered)
		close(k->state_fd);
	sandbox_paths_free(&k->paths);
}

/* Runs for each request, so it does not look the path up. */
static bool
is_removed(const struct sandbox_kept *k)
{
	struct stat st;

	return fstat(k->state_fd, &st) == 0 && st.st_nlink == 0;
}

bool
sandbox_paths_are_due(struct sandbox_kept *k)
{
	time_t now = time(NULL);

	if (k->entered && now == k->checked && !is_removed(k))
		return false;
	k->checked = now;
	return true;
}

static void
enter(struct sandbox_kept *k, enum sandbox_role role,
      struct sandbox_paths *wanted)
{
	if (wanted->count == 0 || !wanted->at[0].writable)
		return;
	k->state_fd = open(wanted->at[0].path, O_PATH | O_CLOEXEC);
	k->walls = sandbox_enter(role, wanted->at, wanted->count);
	k->entered = true;
	k->paths = *wanted;
	*wanted = (struct sandbox_paths){ 0 };
}

bool
sandbox_paths_keep(struct sandbox_kept *k, enum sandbox_role role,
		   struct sandbox_paths *wanted)
{
	const char *missing = NULL;

	if (!k->entered)
		enter(k, role, wanted);
	else if (k->walls & SANDBOX_FILES)
		missing = missing_path(&k->paths, wanted);
	if (missing)
		log_warn("this process ends, because its sandbox does not "
			 "have %s; the next one will",
			 missing);
	sandbox_paths_free(wanted);
	return !missing;
}
