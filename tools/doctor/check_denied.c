/* check_denied - does SELinux or AppArmor keep EchoApp from its work? */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/timestamp.h"
#include "denial_fix.h"
#include "denials.h"
#include "doctor.h"
#include "local_url.h"
#include "program_names.h"

/* The end of a log, and how old what is there may be, in seconds. */
#define TAIL_MAX ((off_t)4 << 20)
#define SECONDS_PER_DAY INT64_C(86400)

/* A record of /dev/kmsg is shorter. */
#define RECORD_MAX 16384

/* How much of its name a program tells the kernel. */
#define TASK_NAME_MAX 15

/* One that came often is told once, and when it came last. */
struct denial_record {
	char *text;
	struct denial denial;
};

struct denial_log {
	struct doctor *d;
	char state[PATH_MAX]; /* without . and .. */
	int64_t now;
	struct denial_record records[16];
	size_t count;
};

static bool
is_port(const struct denial_log *r, const struct denial *n)
{
	char port[16];

	snprintf(port, sizeof port, "%u", local_url_port(r->d->url));
	return strcmp(n->operation, "name_bind") == 0 &&
	       strcmp(n->object, port) == 0;
}

static bool
is_ours(const struct denial_log *r, const struct denial *n)
{
	return program_names_has(n->program, TASK_NAME_MAX) ||
	       program_names_has(n->object, SIZE_MAX) ||
	       denials_is_below(n, r->d->programs) ||
	       denials_is_below(n, r->state) ||
	       strcmp(n->object, r->d->x->conf->file.path) == 0 ||
	       strstr(n->object, "/echoapp") || is_port(r, n);
}

static void
add_denial(struct denial_log *r, const struct denial *n)
{
	const char *subject = n->program[0] ? n->program : "a program";
	struct denial_record *t;
	char *text;
	size_t i;
	int len;

	if (n->source == DENIAL_SELINUX)
		len = asprintf(&text, "SELinux keeps %s (%s) from { %s } on %s",
			       subject, n->domain, n->operation, n->object);
	else
		len = asprintf(&text,
			       "AppArmor's profile %s keeps %s from %s%s%s of "
			       "%s",
			       n->domain, subject, n->operation,
			       n->mask[0] ? " " : "", n->mask, n->object);
	if (len < 0)
		return;
	for (i = 0; i < r->count && strcmp(r->records[i].text, text) != 0; i++)
		;
	if (i == sizeof r->records / sizeof *r->records) {
		free(text);
		return;
	}
	t = &r->records[i];
	if (i < r->count)
		free(text);
	else
		r->records[r->count++] = (struct denial_record){ .text = text };
	if (n->time >= t->denial.time)
		t->denial = *n;
}

static void
read_line(struct denial_log *r, const char *line)
{
	struct denial n;

	if (denials_parse(&n, line) && n.time > r->now - SECONDS_PER_DAY &&
	    is_ours(r, &n))
		add_denial(r, &n);
}

/* Each read is one record; those that are overwritten meanwhile are lost. */
static void
read_records(struct denial_log *r, int fd)
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
read_end(struct denial_log *r, int fd, off_t size)
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

/* False: it is not there, or not for us. */
static bool
read_log(struct denial_log *r, const char *path)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	struct stat st;
	bool is = fd >= 0 && fstat(fd, &st) == 0;

	if (is && S_ISREG(st.st_mode))
		read_end(r, fd, st.st_size);
	else if (is)
		read_records(r, fd);
	if (fd >= 0)
		close(fd);
	return is;
}

static bool
begins_with(const char *path, char wanted)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char is = '\0';

	if (fd < 0)
		return false;
	if (read(fd, &is, 1) != 1)
		is = '\0';
	close(fd);
	return is == wanted;
}

/* Which of them is in force, or NULL. */
static const char *
active_lsm(void)
{
	if (begins_with("/sys/fs/selinux/enforce", '1'))
		return "SELinux";
	if (begins_with("/sys/module/apparmor/parameters/enabled", 'Y'))
		return "AppArmor";
	return NULL;
}

/* What comes while we ask is why it does not work. */
static void
report_denial(struct denial_log *r, struct denial_record *t)
{
	char when[TIMESTAMP_SIZE], line[DENIAL_FIX_SIZE];

	timestamp_format(when, sizeof when, t->denial.time * 1000000);
	doctor_report(r->d,
		      t->denial.time >= r->d->started_at ? DOCTOR_FAIL
							 : DOCTOR_WARN,
		      "%s, last at %.19sZ", t->text, when);
	doctor_fix(r->d, "%s",
		   denial_fix(&t->denial, r->d->programs, r->state, line,
			      sizeof line));
	free(t->text);
}

static void
check_denials(struct doctor *d)
{
	static const char *const logs[] = {
		"/var/log/audit/audit.log", "/dev/kmsg",
		"/var/log/kern.log",	    "/var/log/syslog",
		"/var/log/messages",
	};
	struct denial_log r = { .d = d, .now = (int64_t)time(NULL) };
	const char *by = active_lsm();
	size_t i, readable = 0;

	if (!by && !d->log)
		return;
	if (!realpath(d->x->state_dir, r.state))
		snprintf(r.state, sizeof r.state, "%s", d->x->state_dir);
	if (d->log)
		readable += read_log(&r, d->log);
	for (i = 0; i < sizeof logs / sizeof *logs && !d->log; i++)
		readable += read_log(&r, logs[i]);
	for (i = 0; i < r.count; i++)
		report_denial(&r, &r.records[i]);
	if (readable == 0 && d->log)
		doctor_report(d, DOCTOR_SKIP, "%s: %s", d->log,
			      strerror(errno));
	else if (readable == 0)
		doctor_report(d, DOCTOR_SKIP,
			      "%s is in force, and only root may read what it "
			      "has denied: sudo echoappctl doctor",
			      by);
	else if (r.count == 0)
		doctor_report(d, DOCTOR_OK, "%s has denied nothing of it",
			      by ? by : d->log);
}

const struct doctor_check check_denied[] = {
	{
	    .name = "denials",
	    .why = "what the kernel keeps a program from looks like any other "
		   "trouble: a hook that is not answered, a journal that is "
		   "not written",
	    .fix = "look into the kernel's log",
	    .ok_text = "neither SELinux nor AppArmor is in force",
	    .when = DOCTOR_LOCAL,
	    .run = check_denials,
	},
	{ 0 },
};
