/* check_state - can the state directory be relied on? */

#include "check_state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "base/deadline.h"
#include "base/time_text.h"
#include "base/timestamp.h"
#include "doctor.h"
#include "index/fold.h"
#include "index/missing_days.h"
#include "journal/day_reader.h"
#include "report/journal_tail.h"
#include "report/state_access.h"

/* 2026 and 2100, in seconds. */
#define EARLIEST INT64_C(1767225600)
#define LATEST INT64_C(4102444800)

/* A line may be so much younger than the clock; microseconds. */
#define CLOCK_SLACK INT64_C(2000000)

const char *
check_state_file_system(unsigned long type, bool *is_remote)
{
	static const struct {
		unsigned long type;
		bool is_remote;
		const char *name;
	} known[] = {
		{ 0x6969, true, "NFS" },	{ 0xff534d42, true, "CIFS" },
		{ 0xfe534d42, true, "SMB" },	{ 0x517b, true, "SMB" },
		{ 0x65735546, true, "FUSE" },	{ 0x01021997, true, "9P" },
		{ 0x00c36400, true, "Ceph" },	{ 0x5346414f, true, "AFS" },
		{ 0x47504653, true, "GPFS" },	{ 0x0bd00bd0, true, "Lustre" },
		{ 0x01021994, false, "tmpfs" }, { 0x858458f6, false, "ramfs" },
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		if (known[i].type == type) {
			*is_remote = known[i].is_remote;
			return known[i].name;
		}
	return NULL;
}

enum doctor_severity
check_state_space(uint64_t free_bytes, uint64_t free_files)
{
	if (free_bytes < CHECK_STATE_SPACE_FAIL || free_files < 10)
		return DOCTOR_FAIL;
	return free_bytes < CHECK_STATE_SPACE_WARN || free_files < 1000
		   ? DOCTOR_WARN
		   : DOCTOR_OK;
}

/* Finds the nearest directory that exists: the programs make the others. */
static void
nearest_directory(const struct doctor *d, char *path, size_t size)
{
	char *slash;

	snprintf(path, size, "%s/journal", d->x->state_dir);
	while (access(path, F_OK) && (slash = strrchr(path, '/')) &&
	       slash > path)
		*slash = '\0';
}

/* Makes a file without a name, or removes it at once; returns -1 if it fails.
 */
static int
make_test_file(const char *dir)
{
	char path[4096];
	int fd = open(dir, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);

	if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
		return fd;
	snprintf(path, sizeof path, "%.4000s/.doctor-XXXXXX", dir);
	fd = mkostemp(path, O_CLOEXEC);
	if (fd >= 0)
		unlink(path);
	return fd;
}

static void
check_writable(struct doctor *d)
{
	char path[4096], hint[128];
	struct error e;
	int fd;

	if (state_access_try_journal(d->x->state_dir, &e)) {
		state_access_hint(d->x->state_dir, hint, sizeof hint);
		doctor_report(d, DOCTOR_FAIL, "%s%s", e.text, hint);
		return;
	}
	/* A quota shows only when a file is made. */
	nearest_directory(d, path, sizeof path);
	fd = make_test_file(path);
	if (fd < 0) {
		doctor_report(d, DOCTOR_FAIL, "%s: %s", path, strerror(errno));
		return;
	}
	doctor_report(d, DOCTOR_OK, "%s", path);
	close(fd);
}

static void
check_file_system(struct doctor *d)
{
	bool is_remote = false;
	struct statfs fs;
	char path[4096];
	const char *name;

	nearest_directory(d, path, sizeof path);
	if (statfs(path, &fs)) {
		doctor_report(d, DOCTOR_FAIL, "%s: %s", path, strerror(errno));
		return;
	}
	name = check_state_file_system((unsigned long)fs.f_type & 0xffffffff,
				       &is_remote);
	if (name && is_remote)
		doctor_report(d, DOCTOR_FAIL, "%s is on %s", path, name);
	else if (name)
		doctor_report(d, DOCTOR_WARN,
			      "%s is on %s, and is lost at a reboot", path,
			      name);
	else
		doctor_report(d, DOCTOR_OK, "%s is on a local disk", path);
}

static void
check_space(struct doctor *d)
{
	struct statvfs fs;
	char path[4096];
	uint64_t free_bytes;

	nearest_directory(d, path, sizeof path);
	if (statvfs(path, &fs)) {
		doctor_report(d, DOCTOR_FAIL, "%s: %s", path, strerror(errno));
		return;
	}
	free_bytes = (uint64_t)fs.f_bavail * fs.f_frsize;
	/* Some file systems do not count files. */
	doctor_report(d,
		      check_state_space(free_bytes,
					fs.f_files ? fs.f_favail : UINT64_MAX),
		      "%.1f GB are free", (double)free_bytes / 1e9);
}

static void
check_clock(struct doctor *d)
{
	const timestamp now = (timestamp)time(NULL) * 1000000;
	char text[TIME_TEXT_SIZE];
	struct journal_days days;
	timestamp last = TIMESTAMP_NONE;
	struct day_reader day;

	time_text_format(text, now);
	if (now / 1000000 < EARLIEST || now / 1000000 > LATEST) {
		doctor_report(d, DOCTOR_FAIL, "the clock says %s", text);
		return;
	}
	if (journal_days_open(&days, d->x->state_dir) == 0 && days.count > 0 &&
	    day_reader_open(&day, days.dir, days.at[days.count - 1].file) ==
		0) {
		last = journal_tail_last_time(&day);
		day_reader_close(&day);
	}
	journal_days_close(&days);
	if (last != TIMESTAMP_NONE && last > now + CLOCK_SLACK) {
		char line[TIME_TEXT_SIZE];

		time_text_format(line, last);
		doctor_report(d, DOCTOR_FAIL,
			      "the clock says %s, but the journal's last line "
			      "is of %s",
			      text, line);
	} else {
		doctor_report(d, DOCTOR_OK, "the clock says %s", text);
	}
}

/* Only the index knows which days there were; it is not brought up to date. */
static void
check_days(struct doctor *d)
{
	char path[4096], first[DAY_FILE_DATE_SIZE];
	struct index *ix = NULL;
	int missing;

	snprintf(path, sizeof path, "%s/index.db", d->x->state_dir);
	deadline_set(DEADLINE_MS);
	if (access(path, R_OK | W_OK) == 0)
		ix = index_open(d->x->state_dir, NULL);
	if (!ix)
		return;
	missing = missing_days_find(ix, d->x->state_dir, first);
	if (missing > 0)
		doctor_report(d, DOCTOR_FAIL,
			      "%d days of the journal are gone without purge,"
			      " the first is %s UTC",
			      missing, first);
	index_close(ix);
	deadline_set(DEADLINE_NONE);
}

static void
check_mode(struct doctor *d, const char *below, mode_t wanted)
{
	char path[4096];
	struct stat st;

	snprintf(path, sizeof path, "%s%s", d->x->state_dir, below);
	if (stat(path, &st) || !(st.st_mode & 077))
		return;
	doctor_report(d, st.st_mode & 07 ? DOCTOR_FAIL : DOCTOR_WARN,
		      "%s: %s may use it (mode %04o)", path,
		      st.st_mode & 07 ? "every user" : "its group",
		      st.st_mode & 07777);
	doctor_fix(d, "chmod %04o '%s'", wanted, path);
}

static void
check_modes(struct doctor *d)
{
	struct journal_days days;
	enum packed_kind kind;
	char name[64];
	size_t i;

	check_mode(d, "", 0700);
	check_mode(d, "/journal", 0700);
	check_mode(d, "/index.db", 0600);
	if (journal_days_open(&days, d->x->state_dir))
		return;
	for (i = 0; i < days.count; i++) {
		for (kind = PACKED_NONE; kind <= PACKED_GZIP; kind++) {
			char file[DAY_FILE_SIZE];

			day_file_packed_name(file, days.at[i].file, kind);
			snprintf(name, sizeof name, "/journal/%s", file);
			check_mode(d, name, 0600);
		}
	}
	journal_days_close(&days);
}

const struct doctor_check check_state[] = {
	{
	    .name = "verdict",
	    .why = "the page, /metrics and echoappctl status tell the same "
		   "problems",
	    .fix = "echoappctl status shows more; the checks that follow may "
		   "name the cause",
	    .ok_text = "all is well, as echoappctl status judges",
	    .when = DOCTOR_LOCAL,
	    .run = check_verdict,
	},
	{
	    .name = "state",
	    .why = "if the state cannot be written, hooks are answered but not "
		   "recorded",
	    .fix = "chown state_dir to the user of the programs; under systemd "
		   "it must not be in /home or /tmp",
	    .when = DOCTOR_LOCAL,
	    .run = check_writable,
	},
	{
	    .name = "file system",
	    .why = "the journal and the index need locks and shared memory, "
		   "which do not work across a network",
	    .fix = "state_dir = /var/lib/echoapp, on a disk of this machine",
	    .when = DOCTOR_LOCAL,
	    .run = check_file_system,
	},
	{
	    .name = "disk space",
	    .why = "on a full disk hooks are answered but not recorded",
	    .fix = "echoappctl purge --before DAY; df -h; df -i",
	    .when = DOCTOR_LOCAL,
	    .run = check_space,
	},
	{
	    .name = "clock",
	    .why = "limits per hour, timeouts and the days of the journal "
		   "depend on it",
	    .fix = "timedatectl set-ntp true",
	    .when = DOCTOR_LOCAL,
	    .run = check_clock,
	},
	{
	    .name = "days",
	    .why = "the records of a day whose file is gone are gone, too",
	    .fix = "bring the files back, keep logrotate away from them, or "
		   "accept the loss: echoappctl purge --missing",
	    .ok_text = "no day of the journal is missing",
	    .when = DOCTOR_LOCAL,
	    .run = check_days,
	},
	{
	    .name = "retention",
	    .why = "days that should be gone tell who called whom",
	    .fix = "echoappctl purge --before DAY says what is in the way",
	    .when = DOCTOR_LOCAL,
	    .run = check_retention,
	},
	{
	    .name = "owners",
	    .why = "the programs cannot write to a file of another user: hooks "
		   "are answered but not recorded",
	    .fix = "chown -R the directory to its owner",
	    .ok_text = "all files of the state belong to its owner",
	    .when = DOCTOR_LOCAL,
	    .run = check_owners,
	},
	{
	    .name = "modes",
	    .why = "the journal holds who called whom",
	    .fix = "chmod go= the directory",
	    .ok_text = "only the owner can use the state",
	    .when = DOCTOR_LOCAL,
	    .run = check_modes,
	},
	{ 0 },
};
