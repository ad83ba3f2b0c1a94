/*
 * check_view - do the programs see the same state directory as echoappctl?
 *
 * A service may run in a mount namespace, with its own /tmp (PrivateTmp) or
 * with read-only file systems (ProtectSystem).
 */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/proc.h"
#include "cli/program_names.h"
#include "doctor.h"

/* A process that runs a program of EchoApp. */
struct viewer {
	char program[80];
	char service[256]; /* of systemd, or "" */
	char user[PROC_USER_SIZE];
	char path[PATH_MAX + 64]; /* its state directory, through /proc */
};

enum view {
	VIEW_SAME,
	VIEW_OTHER,	/* the path leads to another directory */
	VIEW_READ_ONLY, /* the same, on a read-only file system */
	VIEW_FORBIDDEN, /* the same, but its user may not write there */
	VIEW_HIDDEN,	/* only its user and root can see it */
};

/* False: the process is no program of EchoApp. */
static bool
read_viewer(const struct doctor *d, const char *pid, struct viewer *v)
{
	const size_t len = strlen(d->programs);
	char command[PATH_MAX], cgroup[4096];

	if (proc_read(pid, "cmdline", command, sizeof command) <= 0 ||
	    strncmp(command, d->programs, len) != 0 || command[len] != '/' ||
	    !program_names_has(command + len + 1, SIZE_MAX))
		return false;
	snprintf(v->program, sizeof v->program, "%.79s", command + len + 1);
	proc_read(pid, "cgroup", cgroup, sizeof cgroup);
	proc_service(cgroup, v->service, sizeof v->service);
	return true;
}

static enum view
compare_view(struct viewer *v, const char *pid, const char *state)
{
	struct statvfs fs, own;
	struct stat ours, theirs;
	const bool is_there = stat(state, &ours) == 0;

	snprintf(v->path, sizeof v->path, "/proc/%.20s/root%s", pid, state);
	if (stat(v->path, &theirs)) {
		if (errno == EACCES || errno == EPERM)
			return VIEW_HIDDEN;
		return is_there ? VIEW_OTHER : VIEW_SAME;
	}
	if (!is_there || ours.st_dev != theirs.st_dev ||
	    ours.st_ino != theirs.st_ino)
		return VIEW_OTHER;
	if (statvfs(v->path, &fs) == 0 && statvfs(state, &own) == 0 &&
	    (fs.f_flag & ST_RDONLY) && !(own.f_flag & ST_RDONLY))
		return VIEW_READ_ONLY;
	return proc_may_write(pid, &theirs, v->user) ? VIEW_SAME
						     : VIEW_FORBIDDEN;
}

static bool
is_temporary(const char *path)
{
	return strncmp(path, "/tmp/", 5) == 0 ||
	       strncmp(path, "/var/tmp/", 9) == 0;
}

static void
report_other(struct doctor *d, const struct viewer *v, const char *state)
{
	const char *name = v->service[0] ? v->service : v->program;

	doctor_report(d, DOCTOR_FAIL, "%s sees another directory as %s: %s",
		      name, state, v->path);
	if (v->service[0] && is_temporary(state))
		doctor_fix(d,
			   "in %s: state_dir = /var/lib/echoapp; or systemctl "
			   "edit %s, with the lines [Service] and "
			   "PrivateTmp=no, and systemctl restart %s",
			   d->x->conf->file.path, v->service, v->service);
}

static void
report_read_only(struct doctor *d, const struct viewer *v, const char *state)
{
	const char *name = v->service[0] ? v->service : v->program;

	doctor_report(d, DOCTOR_FAIL, "%s cannot write to %s", name, state);
	if (v->service[0])
		doctor_fix(d,
			   "systemctl edit %s, with the lines [Service] and "
			   "ReadWritePaths=%s, and systemctl restart %s",
			   v->service, state, v->service);
}

static void
report_forbidden(struct doctor *d, const struct viewer *v, const char *state)
{
	doctor_report(d, DOCTOR_FAIL,
		      "%s runs as the user %s, who may not write to %s",
		      v->program, v->user, state);
	doctor_fix(d, "chown -R %s '%s'", v->user, state);
}

static void
report_hidden(struct doctor *d, const struct viewer *v, const char *state)
{
	/* A warning only if accepted hooks are missing from the journal. */
	if (d->accepted == 0 || !is_temporary(state)) {
		doctor_report(d, DOCTOR_SKIP,
			      "%s runs as another user, and only root may see "
			      "its files: sudo echoappctl doctor",
			      v->program);
		return;
	}
	doctor_report(d, DOCTOR_WARN,
		      "hooks that %s answered are not in %s: its service may "
		      "have its own /tmp",
		      v->program, state);
	doctor_fix(d,
		   "in %s: state_dir = /var/lib/echoapp; systemctl show -p "
		   "PrivateTmp %s shows whether it has",
		   d->x->conf->file.path,
		   v->service[0] ? v->service : "SERVICE");
}

static void
check_same_state(struct doctor *d)
{
	DIR *processes = d->is_recorded ? NULL : opendir("/proc");
	struct viewer v, hidden;
	char state[PATH_MAX];
	size_t seen = 0, hidden_count = 0;
	struct dirent *e;

	if (!realpath(d->x->state_dir, state))
		snprintf(state, sizeof state, "%s", d->x->state_dir);
	while (processes && d->finding_count == 0 && (e = readdir(processes))) {
		if (strspn(e->d_name, "0123456789") != strlen(e->d_name) ||
		    !read_viewer(d, e->d_name, &v))
			continue;
		seen++;
		switch (compare_view(&v, e->d_name, state)) {
		case VIEW_SAME:
			break;
		case VIEW_OTHER:
			report_other(d, &v, state);
			break;
		case VIEW_READ_ONLY:
			report_read_only(d, &v, state);
			break;
		case VIEW_FORBIDDEN:
			report_forbidden(d, &v, state);
			break;
		case VIEW_HIDDEN:
			hidden = v;
			hidden_count++;
			break;
		}
	}
	if (processes)
		closedir(processes);
	if (d->finding_count == 0 && hidden_count > 0)
		report_hidden(d, &hidden, state);
	else if (d->finding_count == 0 && seen == 0 && !d->is_recorded)
		doctor_report(d, DOCTOR_SKIP, "no program of EchoApp runs");
}

const struct doctor_check check_view[] = {
	{
	    .name = "same state",
	    .why = "if a service has its own /tmp, or may not write, its "
		   "records are not in the state that echoappctl reads",
	    .fix = "state_dir = /var/lib/echoapp",
	    .ok_text = "the programs see the same state as echoappctl",
	    .when = DOCTOR_LOCAL,
	    .run = check_same_state,
	},
	{ 0 },
};
