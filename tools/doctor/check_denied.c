/* doctor_denied - does SELinux or AppArmor keep EchoApp from its work? */

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
#define A_DAY INT64_C(86400)

/* A record of /dev/kmsg is shorter. */
#define RECORD_MAX 16384

/* How much of its name a program tells the kernel. */
#define NAME_MAX_OF_TASK 15

/* One that came often is told once, and when it came last. */
struct told {
	char *text;
	struct denial denial;
};

struct reading {
	struct doctor *d;
	char state[PATH_MAX]; /* without . and .. */
	int64_t now;
	struct told told[16];
	size_t count;
};

static bool
is_port(const struct reading *r, const struct denial *n)
{
	char port[16];

	snprintf(port, sizeof port, "%u", near_port(r->d->url));
	return strcmp(n->what, "name_bind") == 0 &&
	       strcmp(n->object, port) == 0;
}

static bool
is_ours(const struct reading *r, const struct denial *n)
{
	return programs_have(n->who, NAME_MAX_OF_TASK) ||
	       programs_have(n->object, SIZE_MAX) ||
	       denied_below(n, r->d->programs) || denied_below(n, r->state) ||
	       strcmp(n->object, r->d->x->conf->file.path) == 0 ||
	       strstr(n->object, "/echoapp") || is_port(r, n);
}

static void
remember(struct reading *r, const struct denial *n)
{
	const char *subject = n->who[0] ? n->who : "a program";
	struct told *t;
	char *text;
	size_t i;
	int len;

	if (n->by == BY_SELINUX)
		len = asprintf(&text, "SELinux keeps %s (%s) from { %s } on %s",
			       subject, n->domain, n->what, n->object);
	else
		len = asprintf(&text,
			       "AppArmor's profile %s keeps %s from %s%s%s of "
			       "%s",
			       n->domain, subject, n->what,
			       n->mask[0] ? " " : "", n->mask, n->object);
	if (len < 0)
		return;
	for (i = 0; i < r->count && strcmp(r->told[i].text, text) != 0; i++)
		;
	if (i == sizeof r->told / sizeof *r->told) {
		free(text);
		return;
	}
	t = &r->told[i];
	if (i < r->count)
		free(text);
	else
		r->told[r->count++] = (struct told){ .text = text };
	if (n->time >= t->denial.time)
		t->denial = *n;
}

static void
read_line(struct reading *r, const char *line)
{
	struct denial n;

	if (denied_read(&n, line) && n.time > r->now - A_DAY && is_ours(r, &n))
		remember(r, &n);
}

/* Each read is one record; those that are overwritten meanwhile are lost. */
static void
read_records(struct reading *r, int fd)
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
read_end(struct reading *r, int fd, off_t size)
{
	const off_t from = size > TAIL_MAX ? size - TAIL_MAX : 0;
	struct buffer b = { 0 };
	char *text = buffer_room(&b, (size_t)(size - from) + 1), *line;
	ssize_t n = pread(fd, text, (size_t)(size - from), from);

	text[n > 0 ? n : 0] = '\0';
	while ((line = strsep(&text, "\n")))
		read_line(r, line);
	buffer_free(&b);
}

/* False: it is not there, or not for us. */
static bool
read_log(struct reading *r, const char *path)
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
guard(void)
{
	if (begins_with("/sys/fs/selinux/enforce", '1'))
		return "SELinux";
	if (begins_with("/sys/module/apparmor/parameters/enabled", 'Y'))
		return "AppArmor";
	return NULL;
}

/* What comes while we ask is why it does not work. */
static void
tell(struct reading *r, struct told *t)
{
	char when[MOMENT_SIZE], line[ALLOW_SIZE];

	moment_write(when, sizeof when, t->denial.time * 1000000);
	doctor_find(r->d,
		    t->denial.time >= r->d->began ? DOCTOR_FAIL : DOCTOR_WARN,
		    "%s, last at %.19sZ", t->text, when);
	doctor_mend(
	    r->d, "%s",
	    allow(&t->denial, r->d->programs, r->state, line, sizeof line));
	free(t->text);
}

static void
check_denied(struct doctor *d)
{
	static const char *const logs[] = {
		"/var/log/audit/audit.log", "/dev/kmsg",
		"/var/log/kern.log",	    "/var/log/syslog",
		"/var/log/messages",
	};
	struct reading r = { .d = d, .now = (int64_t)time(NULL) };
	const char *by = guard();
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
		tell(&r, &r.told[i]);
	if (readable == 0 && d->log)
		doctor_find(d, DOCTOR_SKIP, "%s: %s", d->log, strerror(errno));
	else if (readable == 0)
		doctor_find(d, DOCTOR_SKIP,
			    "%s is in force, and only root may read what it "
			    "has denied: sudo echoappctl doctor",
			    by);
	else if (r.count == 0)
		doctor_find(d, DOCTOR_OK, "%s has denied nothing of it",
			    by ? by : d->log);
}

const struct doctor_check doctor_denied[] = {
	{
	    .name = "denials",
	    .why = "what the kernel keeps a program from looks like any other "
		   "trouble: a hook that is not answered, a journal that is "
		   "not written",
	    .mend = "look into the kernel's log",
	    .good = "neither SELinux nor AppArmor is in force",
	    .when = DOCTOR_LOCAL,
	    .run = check_denied,
	},
	{ 0 },
};
