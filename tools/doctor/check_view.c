/*
 * check_view - is the state directory of the programs the one that we see?
 *
 * A service may have a /tmp of its own, or a file system that it cannot write
 * to, under the names that we know.
 */

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "doctor.h"
#include "proc.h"
#include "program_names.h"

/* A process that runs one of our programs, and what it has of the state. */
struct viewer {
	char program[80];
	char service[256]; /* of systemd's, or "" */
	char user[PROC_USER_SIZE];
	char path[PATH_MAX + 64]; /* the state, as we reach what it sees */
};

enum view {
	VIEW_SAME,
	VIEW_OTHER,	/* something else has that name there */
	VIEW_READ_ONLY, /* the same, but not to be written to */
	VIEW_FORBIDDEN, /* the same, and its user may not write there */
	VIEW_HIDDEN,	/* only its user and root may look */
};

/* What it was started as is for everybody to see. */
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
	const char *whose = v->service[0] ? v->service : v->program;

	doctor_report(d, DOCTOR_FAIL, "%s sees another %s than we do: %s",
		      whose, state, v->path);
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
	const char *whose = v->service[0] ? v->service : v->program;

	doctor_report(d, DOCTOR_FAIL, "%s cannot write to %s", whose, state);
	if (v->service[0])
		doctor_fix(d,
			   "systemctl edit %s, with the lines [Service] and "
			   "ReadWritePaths=%s, and systemctl restart %s",
			   v->service, state, v->service);
}

static void
report_forbidden(struct doctor *d, const struct viewer *v, const char *state)
{
	doctor_report(d, DOCTOR_FAIL, "%s runs as %s, who may not write to %s",
		      v->program, v->user, state);
	doctor_fix(d, "chown -R %s '%s'", v->user, state);
}

static void
report_hidden(struct doctor *d, const struct viewer *v, const char *state)
{
	/* Hooks that were answered, and are not in our journal. */
	if (d->accepted == 0 || !is_temporary(state)) {
		doctor_report(d, DOCTOR_SKIP,
			      "%s is another user's, and only root may see "
			      "what it sees: sudo echoappctl doctor",
			      v->program);
		return;
	}
	doctor_report(d, DOCTOR_WARN,
		      "what %s records is not in %s: a service may have a /tmp "
		      "of its own",
		      v->program, state);
	doctor_fix(d,
		   "in %s: state_dir = /var/lib/echoapp; whether it has one "
		   "says systemctl show -p PrivateTmp %s",
		   d->x->conf->file.path,
		   v->service[0] ? v->service : "SERVICE");
}

static void
check_same_state(struct doctor *d)
{
	DIR *processes = d->is_recorded ? NULL : opendir("/proc");
	struct viewer v, hidden;
	char state[PATH_MAX];
	size_t seen = 0, closed = 0;
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
			closed++;
			break;
		}
	}
	if (processes)
		closedir(processes);
	if (d->finding_count == 0 && closed > 0)
		report_hidden(d, &hidden, state);
	else if (d->finding_count == 0 && seen == 0 && !d->is_recorded)
		doctor_report(d, DOCTOR_SKIP, "none of the programs runs");
}

const struct doctor_check check_view[] = {
	{
	    .name = "same state",
	    .why = "what a service writes into a /tmp of its own, or is kept "
		   "from writing, is not where we look for it",
	    .fix = "state_dir = /var/lib/echoapp",
	    .ok_text = "the programs see the state that we see",
	    .when = DOCTOR_LOCAL,
	    .run = check_same_state,
	},
	{ 0 },
};
