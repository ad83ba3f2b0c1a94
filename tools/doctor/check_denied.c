/*
 * check_denied - did SELinux or AppArmor deny EchoApp something?
 *
 * Only the kernel's log tells a denial from any other fault.  The check shows
 * the last denial as the kernel wrote it; echoappctl(1) says what allows it.
 */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time_text.h"
#include "cli/program_names.h"
#include "doctor.h"
#include "local_url.h"

/* Only the end of a log is read, and only what is younger than a day. */
#define TAIL_MAX ((off_t)4 << 20)
#define SECONDS_PER_DAY INT64_C(86400)

/* A record of /dev/kmsg is shorter. */
#define RECORD_MAX 16384

/* The kernel keeps so many characters of a process's name. */
#define TASK_NAME_MAX 15

/* The two modules, and how their lines are told from others. */
struct lsm {
	const char *name;
	const char *active_path; /* says whether it is in force ... */
	char active_value;	 /* ... by this first character */
	const char *denied;	 /* what every denial contains */
	const char *logged_only; /* a denial that contains this did not stop
				    anything; NULL: there are none */
	const char *list_command;
};

static const struct lsm lsms[] = {
	{ "SELinux", "/sys/fs/selinux/enforce", '1', "avc:  denied  {",
	  "permissive=1", "ausearch -m avc -ts today" },
	{ "AppArmor", "/sys/module/apparmor/parameters/enabled", 'Y',
	  "apparmor=\"DENIED\"", NULL, "journalctl -k -g apparmor=.DENIED" },
};

struct denials {
	struct doctor *d;
	char state[PATH_MAX]; /* without . and .. */
	char port[32];	      /* how a line names the port of the URL */
	int64_t now;	      /* seconds since the epoch */
	size_t count;
	const struct lsm *lsm; /* of the last denial */
	int64_t last_time;
	char last[1024];
};

static bool
is_below(const char *path, const char *dir)
{
	const size_t len = strlen(dir);

	return len > 1 && strncmp(path, dir, len) == 0 &&
	       (path[len] == '/' || path[len] == '\0');
}

/* Is a quoted value of a line the name of a program or a path of EchoApp? */
static bool
is_our_name(const struct denials *r, const char *value)
{
	return program_names_has(value, TASK_NAME_MAX) ||
	       is_below(value, r->d->programs) || is_below(value, r->state) ||
	       strcmp(value, r->d->x->conf->file.path) == 0 ||
	       strstr(value, "/echoapp");
}

static bool
is_ours(const struct denials *r, const char *line)
{
	const char *at = line;
	char value[PATH_MAX];

	while ((at = strchr(at, '"'))) {
		const size_t len = strcspn(++at, "\"");

		snprintf(value, sizeof value, "%.*s", (int)len, at);
		if (is_our_name(r, value))
			return true;
		at += len + (at[len] == '"');
	}
	return strstr(line, "{ name_bind }") && strstr(line, r->port);
}

/* Counts the denials of a line that are about EchoApp, and keeps the last. */
static void
read_line(struct denials *r, const char *line)
{
	const char *audit = strstr(line, "audit("), *at = NULL;
	int64_t when;
	size_t i;

	for (i = 0; i < sizeof lsms / sizeof *lsms && !at; i++)
		at = strstr(line, lsms[i].denied);
	if (!at || !audit)
		return;
	i--;
	when = strtoll(audit + strlen("audit("), NULL, 10);
	if (when <= r->now - SECONDS_PER_DAY ||
	    (lsms[i].logged_only && strstr(at, lsms[i].logged_only)) ||
	    !is_ours(r, line))
		return;
	r->count++;
	if (when < r->last_time)
		return;
	r->lsm = &lsms[i];
	r->last_time = when;
	snprintf(r->last, sizeof r->last, "%.*s", (int)strcspn(at, "\n"), at);
}

/* Each read gives one record; the kernel reports overwritten ones by EPIPE. */
static void
read_records(struct denials *r, int fd)
{
	static char record[RECORD_MAX];
	ssize_t n;

	while ((n = read(fd, record, sizeof record - 1)) > 0 ||
	       (n < 0 && errno == EPIPE)) {
		record[n > 0 ? n : 0] = '\0';
		read_line(r, record);
	}
}

static void
read_end(struct denials *r, int fd, off_t size)
{
	const off_t from = size > TAIL_MAX ? size - TAIL_MAX : 0;
	struct buffer b = { 0 };
	char *text = buffer_reserve(&b, (size_t)(size - from) + 1), *line;
	ssize_t n = pread(fd, text, (size_t)(size - from), from);

	text[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&text, "\n")))
		read_line(r, line);
	buffer_free(&b);
}

/* Returns false, with errno, if the log cannot be opened. */
static bool
read_log(struct denials *r, const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (fd < 0)
		return false;
	if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode))
		read_end(r, fd, st.st_size);
	else
		read_records(r, fd);
	close(fd);
	return true;
}

static bool
is_active(const struct lsm *lsm)
{
	int fd = open(lsm->active_path, O_RDONLY | O_CLOEXEC);
	char first = '\0';

	if (fd < 0)
		return false;
	if (read(fd, &first, 1) != 1)
		first = '\0';
	close(fd);
	return first == lsm->active_value;
}

/* The name of the module that is in force, or NULL. */
static const char *
active_lsm(void)
{
	size_t i;

	for (i = 0; i < sizeof lsms / sizeof *lsms; i++)
		if (is_active(&lsms[i]))
			return lsms[i].name;
	return NULL;
}

/* A denial while the hooks were sent is the reason why they failed. */
static void
report_denials(struct denials *r)
{
	char when[TIME_TEXT_SIZE];

	time_text_format(when, r->last_time * 1000000);
	doctor_report(
	    r->d, r->last_time >= r->d->started_at ? DOCTOR_FAIL : DOCTOR_WARN,
	    "%s: %zu denial%s within a day, the last at %.19sZ: %s",
	    r->lsm->name, r->count, r->count == 1 ? "" : "s", when, r->last);
	doctor_fix(r->d,
		   "%s lists denials; echoappctl(1), SELINUX AND APPARMOR, "
		   "says what allows them",
		   r->lsm->list_command);
}

static void
check_denials(struct doctor *d)
{
	static const char *const logs[] = {
		"/var/log/audit/audit.log", "/dev/kmsg",
		"/var/log/kern.log",	    "/var/log/syslog",
		"/var/log/messages",
	};
	struct denials r = { .d = d, .now = (int64_t)time(NULL) };
	const char *lsm = active_lsm();
	size_t i, readable = 0;

	if (!lsm && !d->log)
		return;
	if (!realpath(d->x->state_dir, r.state))
		snprintf(r.state, sizeof r.state, "%s", d->x->state_dir);
	snprintf(r.port, sizeof r.port, " src=%u ", local_url_port(d->url));
	if (d->log)
		readable += read_log(&r, d->log);
	for (i = 0; i < sizeof logs / sizeof *logs && !d->log; i++)
		readable += read_log(&r, logs[i]);
	if (r.count > 0)
		report_denials(&r);
	else if (readable == 0 && d->log)
		doctor_report(d, DOCTOR_SKIP, "%s: %s", d->log,
			      strerror(errno));
	else if (readable == 0)
		doctor_report(d, DOCTOR_SKIP,
			      "%s is in force, and only root may read the "
			      "kernel's log: sudo echoappctl doctor",
			      lsm);
	else
		doctor_report(d, DOCTOR_OK,
			      "%s: no denial within a day is about EchoApp",
			      lsm ? lsm : d->log);
}

const struct doctor_check check_denied[] = {
	{
	    .name = "denials",
	    .why = "SELinux and AppArmor stop a program without a word in its "
		   "own log: a hook is not answered, or a journal not written",
	    .fix = "read the kernel's log",
	    .ok_text = "neither SELinux nor AppArmor is in force",
	    .when = DOCTOR_LOCAL,
	    .run = check_denials,
	},
	{ 0 },
};
