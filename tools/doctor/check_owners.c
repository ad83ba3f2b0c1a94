/* check_owners - does all of the state belong to one user? */

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "check_state.h"
#include "doctor.h"

/* Reports the first file of a directory that another user owns. */
static bool
check_owners_in(struct doctor *d, const char *dir_path, uid_t owner)
{
	DIR *dir = opendir(dir_path);
	struct dirent *entry;
	struct stat st;
	bool found = false;

	while (dir && !found && (entry = readdir(dir))) {
		if (strcmp(entry->d_name, "..") == 0 ||
		    fstatat(dirfd(dir), entry->d_name, &st,
			    AT_SYMLINK_NOFOLLOW) ||
		    st.st_uid == owner)
			continue;
		doctor_report(d, DOCTOR_FAIL,
			      "%s/%s belongs to the user %u, and %s to %u",
			      dir_path, entry->d_name, (unsigned)st.st_uid,
			      d->x->state_dir, (unsigned)owner);
		found = true;
	}
	if (dir)
		closedir(dir);
	return found;
}

void
check_owners(struct doctor *d)
{
	char journal[4096];
	struct stat st;

	if (stat(d->x->state_dir, &st))
		return;
	snprintf(journal, sizeof journal, "%s/journal", d->x->state_dir);
	if (check_owners_in(d, d->x->state_dir, st.st_uid) ||
	    check_owners_in(d, journal, st.st_uid))
		doctor_fix(d, "chown -R %u:%u '%s'", (unsigned)st.st_uid,
			   (unsigned)st.st_gid, d->x->state_dir);
}
