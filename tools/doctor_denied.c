/* doctor_denied - does SELinux or AppArmor keep EchoApp from its work? */

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "denied.h"
#include "doctor.h"
#include "event.h"
#include "near.h"
#include "programs.h"

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
is_below(const char *path, const char *dir)
{
	const size_t len = strlen(dir);

	return len > 1 && strncmp(path, dir, len) == 0 &&
	       (path[len] == '/' || path[len] == '\0');
}

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
	       is_below(n->object, r->d->programs) ||
	       is_below(n->object, r->state) ||
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
	char *text, *line;
	ssize_t n = pread(fd, buffer_room(&b, (size_t)(size - from) + 1),
			  (size_t)(size - from), from);

	b.at[n > 0 ? n : 0] = '\0';
	text = b.at;
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

static bool
has_any(const char *words, const char *const *wanted)
{
	for (; *wanted; wanted++)
		if (strstr(words, *wanted))
			return true;
	return false;
}

static void
mend_selinux(const struct reading *r, const struct denial *n)
{
	static const char *const runs[] = { "execute", "entrypoint", NULL };
	static const char *const writes[] = { "write",	"append",      "create",
					      "lock",	"add_name",    "unlink",
					      "rename", "remove_name", NULL };
	const bool is_file =
	    strcmp(n->class, "file") == 0 || strcmp(n->class, "dir") == 0;

	if (strcmp(n->what, "name_bind") == 0)
		doctor_mend(r->d, "semanage port -a -t http_port_t -p tcp %s",
			    n->object);
	else if (is_file && has_any(n->what, runs))
		doctor_mend(r->d,
			    "semanage fcontext -a -t httpd_sys_script_exec_t "
			    "'%s(/.*)?' && restorecon -R '%s'",
			    r->d->programs, r->d->programs);
	else if (is_file && has_any(n->what, writes))
		doctor_mend(r->d,
			    "semanage fcontext -a -t httpd_sys_rw_content_t "
			    "'%s(/.*)?' && restorecon -R '%s'",
			    r->state, r->state);
	else
		doctor_mend(r->d, "ausearch -m avc -ts today | audit2allow -M "
				  "echoapp; read echoapp.te; semodule -i "
				  "echoapp.pp");
}

/* Its letters as a rule has them: to create and to delete is to write. */
static void
write_mask(char into[8], const char *mask)
{
	static const char *const letters[][2] = {
		{ "r", "r" },
		{ "wacd", "w" },
		{ "k", "k" },
		{ "m", "m" },
	};
	size_t i;

	into[0] = '\0';
	for (i = 0; i < sizeof letters / sizeof *letters; i++)
		if (strpbrk(mask, letters[i][0]))
			strcat(into, letters[i][1]);
}

static void
mend_apparmor(const struct reading *r, const struct denial *n)
{
	char file[sizeof n->domain], mask[8], *at;

	/* A profile within another is in the other's file. */
	snprintf(file, sizeof file, "%s", n->domain + (n->domain[0] == '/'));
	at = strstr(file, "//");
	if (at)
		*at = '\0';
	for (at = file; *at; at++)
		if (*at == '/')
			*at = '.';
	write_mask(mask, n->mask);
	if (strchr(n->mask, 'x') || strcmp(n->what, "exec") == 0)
		doctor_mend(r->d,
			    "add the line \"  %s/*.fcgi ix,\" to "
			    "/etc/apparmor.d/local/%s; apparmor_parser -r "
			    "/etc/apparmor.d/%s",
			    r->d->programs, file, file);
	else if (is_below(n->object, r->state))
		doctor_mend(r->d,
			    "add the lines \"  %s/ rw,\" and \"  %s/** rwk,\" "
			    "to /etc/apparmor.d/local/%s; apparmor_parser -r "
			    "/etc/apparmor.d/%s",
			    r->state, r->state, file, file);
	else
		doctor_mend(r->d,
			    "add the line \"  %s %s,\" to "
			    "/etc/apparmor.d/local/%s; apparmor_parser -r "
			    "/etc/apparmor.d/%s",
			    n->object, mask[0] ? mask : "r", file, file);
}

/* What comes while we ask is why it does not work. */
static void
tell(struct reading *r, struct told *t)
{
	char when[MOMENT_SIZE];

	moment_write(when, sizeof when, t->denial.time * 1000000);
	doctor_find(r->d,
		    t->denial.time >= r->d->began ? DOCTOR_FAIL : DOCTOR_WARN,
		    "%s, last at %.19sZ", t->text, when);
	if (t->denial.by == BY_SELINUX)
		mend_selinux(r, &t->denial);
	else
		mend_apparmor(r, &t->denial);
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
