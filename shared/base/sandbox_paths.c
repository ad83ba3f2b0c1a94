/* sandbox_paths - the directories that a program needs. */

#include "sandbox_paths.h"

#include <libgen.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "die.h"
#include "log.h"
#include "str.h"

static void
add(struct sandbox_paths *p, const char *path, bool writable)
{
	size_t i;

	for (i = 0; i < p->count; i++)
		if (p->at[i].writable == writable &&
		    strcmp(p->at[i].path, path) == 0)
			return;
	p->at = reallocarray(p->at, p->count + 1, sizeof *p->at);
	if (!p->at)
		die(EXIT_TEMPORARY, "cannot store a path:");
	p->at[p->count++] = (struct sandbox_path){ .path = str_dup(path),
						   .writable = writable };
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
		add(p, more->at[i].path, more->at[i].writable);
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

static const char *
missing_path(const struct sandbox_paths *have, const struct sandbox_paths *want)
{
	size_t i, j;

	for (i = 0; i < want->count; i++) {
		for (j = 0; j < have->count; j++)
			if (have->at[j].writable >= want->at[i].writable &&
			    is_below(want->at[i].path, have->at[j].path))
				break;
		if (j == have->count)
			return want->at[i].path;
	}
	return NULL;
}

/* Is the state directory the one that the sandbox has? */
static bool
has_state(const struct sandbox_kept *k)
{
	struct stat st;

	return stat(k->paths.at[0].path, &st) == 0 && st.st_dev == k->device &&
	       st.st_ino == k->inode;
}

bool
sandbox_paths_are_due(struct sandbox_kept *k)
{
	time_t now = time(NULL);

	if (k->entered && now == k->checked && has_state(k))
		return false;
	k->checked = now;
	return true;
}

static void
enter(struct sandbox_kept *k, enum sandbox_role role,
      struct sandbox_paths *wanted)
{
	struct stat st;

	if (wanted->count == 0 || stat(wanted->at[0].path, &st) ||
	    !S_ISDIR(st.st_mode))
		return;
	sandbox_enter(role, wanted->at, wanted->count);
	k->entered = true;
	k->device = st.st_dev;
	k->inode = st.st_ino;
	k->paths = *wanted;
	*wanted = (struct sandbox_paths){ 0 };
}

bool
sandbox_paths_keep(struct sandbox_kept *k, enum sandbox_role role,
		   struct sandbox_paths *wanted)
{
	const char *missing;

	if (!k->entered) {
		enter(k, role, wanted);
		sandbox_paths_free(wanted);
		return true;
	}
	missing = missing_path(&k->paths, wanted);
	if (!missing && !has_state(k))
		missing = k->paths.at[0].path;
	if (missing)
		log_warn("this process ends, because its sandbox does not "
			 "have %s; the next one will",
			 missing);
	sandbox_paths_free(wanted);
	return !missing;
}
