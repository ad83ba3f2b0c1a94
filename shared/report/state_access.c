/* state_access - can this process write to the state, and if not, why? */

#include "state_access.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/open_file.h"
#include "journal/day_file.h"

void
state_access_hint(const char *state_dir, char *hint, size_t size)
{
	static const char *const names[] = { "", "/journal", "/index.db",
					     "/index.lock" };
	char path[PATH_MAX];
	const struct passwd *owner;
	struct stat st;
	size_t i;

	hint[0] = '\0';
	for (i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s%s", state_dir, names[i]);
		if (faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 ||
		    errno == ENOENT || errno == ENOTDIR)
			continue;
		if (errno == EROFS) {
			snprintf(hint, size, "; the file system is read-only");
		} else if (stat(path, &st) == 0) {
			owner = getpwuid(st.st_uid);
			if (owner)
				snprintf(hint, size, "; its owner is %s",
					 owner->pw_name);
			else
				snprintf(hint, size, "; its owner is user %u",
					 (unsigned)st.st_uid);
		}
		return;
	}
}

/* Is there space for a line, and for a file if one has to be created? */
static int
check_space(const char *path, bool creates, struct error *e)
{
	const bool is_root = geteuid() == 0;
	struct statvfs fs;

	if (statvfs(path, &fs))
		return error_set(e, "%s:", path);
	/* Some file systems have no limit of files. */
	if ((is_root ? fs.f_bfree : fs.f_bavail) == 0 ||
	    (creates && fs.f_files > 0 &&
	     (is_root ? fs.f_ffree : fs.f_favail) == 0)) {
		errno = ENOSPC;
		return error_set(e, "%s:", path);
	}
	return 0;
}

int
state_access_try_journal(const char *state_dir, struct error *e)
{
	char path[PATH_MAX], day[DAY_FILE_SIZE], *slash;
	int fd;

	day_file_name(day, time(NULL));
	if (snprintf(path, sizeof path, "%s/journal/%s", state_dir, day) >=
	    (int)sizeof path)
		return error_set(e, "%s: the path is too long", state_dir);
	fd = open_file(AT_FDCWD, path, O_WRONLY | O_APPEND | O_NOFOLLOW, 0);
	if (fd >= 0) {
		close(fd);
		return check_space(path, false, e);
	}
	do {
		if (errno != ENOENT)
			return error_set(e, "%s:", path);
		slash = strrchr(path, '/');
		if (!slash || slash == path)
			return error_set(e, "%s:", path);
		*slash = '\0';
	} while (faccessat(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS));
	/* Root may write and search a file that is no directory. */
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return error_set(e, "%s:", path);
	close(fd);
	return check_space(path, true, e);
}

static const char *
user_name(uid_t uid, char number[16])
{
	const struct passwd *user = getpwuid(uid);

	snprintf(number, 16, "%u", (unsigned)uid);
	return user ? user->pw_name : number;
}

static int
check_owners_in(const char *path, uid_t owner, struct error *e)
{
	DIR *dir = opendir(path);
	struct dirent *entry;
	struct stat st;
	char number[16];
	int found = 0;

	while (dir && !found && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, "..") == 0 ||
		    fstatat(dirfd(dir), entry->d_name, &st,
			    AT_SYMLINK_NOFOLLOW) ||
		    st.st_uid == owner)
			continue;
		found = error_set(e, "%s/%s belongs to %s", path, entry->d_name,
				  user_name(st.st_uid, number));
	}
	if (dir)
		closedir(dir);
	return found;
}

int
state_access_check_owners(const char *state_dir, struct error *e)
{
	char journal[PATH_MAX], number[16];
	struct error whose;
	struct stat st;

	if (stat(state_dir, &st))
		return 0;
	snprintf(journal, sizeof journal, "%s/journal", state_dir);
	if (check_owners_in(state_dir, st.st_uid, &whose) == 0 &&
	    check_owners_in(journal, st.st_uid, &whose) == 0)
		return 0;
	return error_set(e, "%s, and %s to %s", whose.text, state_dir,
			 user_name(st.st_uid, number));
}
