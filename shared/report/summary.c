/* summary - is all well, and how much is there? */

#include "summary.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "base/sql.h"
#include "conf_health.h"
#include "index/checkpoints.h"
#include "index/missing_days.h"
#include "index/time_series.h"
#include "journal_tail.h"
#include "rules/rules.h"

/* The index may be so far behind without a problem; bytes. */
#define LAG_MAX (INT64_C(8) << 20)

/* A line may be from a clock that was corrected a little; microseconds. */
#define CLOCK_SLACK INT64_C(2000000)

#define REFUSALS_MAX 20

static void
keep_first_error(void *arg, const char *file, unsigned line, unsigned column,
		 const char *message)
{
	struct summary_files *f = arg;

	(void)column;
	if (f->rule_errors++ == 0)
		error_set(&f->rules_error, "%s:%u: %s", file, line, message);
}

void
summary_check_files(struct summary_files *f, const struct conf *c)
{
	struct rules rules = { 0 };
	struct buffer json = { 0 };

	*f = (struct summary_files){ .rule_errors = 0 };
	conf_health_auth_error(c, &f->auth_error);
	if (!c->rules_file || rules_read(&rules, NULL, c->rules_file, NULL,
					 keep_first_error, f) == 0)
		conf_health_client_config(c, &rules, &json, NULL, NULL,
					  &f->rules_error);
	f->rule_count = rules.count;
	buffer_free(&json);
	rules_free(&rules);
}

/* Counts along an SQLite index that has only such rows. */
static int64_t
count_entities(struct sql *db, enum entity_kind kind, const char *flag)
{
	const char *name = entity_kind_names[kind];
	char query[256];

	snprintf(query, sizeof query,
		 "SELECT count(*) FROM %s INDEXED BY %s_%s WHERE %s", name,
		 name, flag, flag);
	return sql_number(db, query);
}

/* Unreadable lines are counted under the hook ""; see carried_set_purged(). */
static int
count_hooks(struct summary_counts *c, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT"
		" coalesce(sum(iif(status = 200, count, 0)), 0),"
		" coalesce(sum(iif(status <> 200 AND hook <> '', count, 0)),"
		" 0), coalesce(sum(warnings), 0), coalesce(sum(lost), 0),"
		" coalesce(sum(iif(hook = '', count, 0)), 0),"
		" coalesce(sum(iif(hook <> '', lost, 0)), 0),"
		" coalesce(sum(iif(hook = '' AND rule = '', count, 0)), 0)"
		" FROM hook_count");
	int step = q ? sql_query_step(q) : -1;

	if (step == 1) {
		c->answered = sql_query_number(q, 0);
		c->refused = sql_query_number(q, 1);
		c->warnings = sql_query_number(q, 2);
		c->lost = sql_query_number(q, 3);
		c->unreadable = sql_query_number(q, 4);
		c->lost_in_journal = sql_query_number(q, 5);
		c->unreadable_in_journal = sql_query_number(q, 6);
	}
	sql_query_free(q);
	return step == 1 ? 0 : -1;
}

static int
count_recent_hooks(struct summary_counts *c, struct sql *db)
{
	const time_t now = time(NULL);
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT coalesce(sum(iif(unit = %d AND status = 200, count, 0)),"
	    " 0), coalesce(sum(iif(unit = %d AND status <> 200, count, 0)),"
	    " 0), coalesce(sum(iif(unit = %d, count, 0)), 0) FROM series"
	    " WHERE (unit = %d AND begin >= %lld AND hook <> '')"
	    " OR (unit = %d AND begin = %lld)",
	    SERIES_HOUR, SERIES_HOUR, SERIES_MINUTE, SERIES_HOUR,
	    (long long)(now - now % 86400), SERIES_MINUTE,
	    (long long)(now / 60 * 60 - 60));
	int step = q ? sql_query_step(q) : -1;

	if (step == 1) {
		c->answered_today = sql_query_number(q, 0);
		c->refused_today = sql_query_number(q, 1);
		c->last_minute = sql_query_number(q, 2);
	}
	sql_query_free(q);
	return step == 1 ? 0 : -1;
}

int
summary_count(struct summary_counts *c, struct index *ix)
{
	struct sql *db = index_sql(ix);
	enum entity_kind kind;

	*c = (struct summary_counts){ 0 };
	for (kind = 0; kind < ENTITY_KINDS; kind++) {
		if (kind == ENTITY_MESSAGE)
			continue;
		c->live[kind] = count_entities(db, kind, "live");
		c->stale[kind] = count_entities(db, kind, "stale");
		if (c->live[kind] < 0 || c->stale[kind] < 0)
			return -1;
	}
	c->missing_days = missing_days_count(ix, c->first_missing);
	return c->missing_days < 0 || count_hooks(c, db) ||
		       count_recent_hooks(c, db)
		   ? -1
		   : 0;
}

int64_t
summary_lag(struct index *index, const char *state_dir)
{
	char path[PATH_MAX];
	struct checkpoints d;
	int64_t bytes = -1;
	int dir;

	snprintf(path, sizeof path, "%s/journal", state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return errno == ENOENT ? 0 : -1;
	if (checkpoints_open(&d, dir, index) == 0) {
		bytes = (int64_t)checkpoints_unread_bytes(&d);
		checkpoints_close(&d);
	}
	close(dir);
	return bytes;
}

void
summary_write_hint(const char *state_dir, char *hint, size_t size)
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

/*
 * Tries what a writer does: opens today's file, or looks whether it could be
 * created, with the directories that are missing.  Changes nothing.
 */
static int
try_journal(const char *state_dir, struct error *e)
{
	char path[PATH_MAX], day[DAY_FILE_SIZE], *slash;
	int fd;

	day_file_name(day, time(NULL));
	if (snprintf(path, sizeof path, "%s/journal/%s", state_dir, day) >=
	    (int)sizeof path)
		return error_set(e, "%s: the path is too long", state_dir);
	fd = open(path,
		  O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
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

/* The rest of the journal's members stay zero if it cannot be read. */
static void
read_journal(struct summary *s)
{
	const char *state_dir = s->conf->current.state_dir;
	char path[PATH_MAX];
	struct day_reader last;
	size_t i;

	snprintf(path, sizeof path, "%s/journal", state_dir);
	s->journal_exists = access(path, F_OK) == 0;
	try_journal(state_dir, &s->write_error);
	if (journal_days_open(&s->days, state_dir)) {
		error_set(&s->read_error, "%s:", path);
		return;
	}
	for (i = 0; i < s->days.count; i++)
		s->journal_bytes += journal_days_bytes(&s->days.at[i]);
	if (s->days.count == 0)
		return;
	if (day_reader_open(&last, s->days.dir,
			    s->days.at[s->days.count - 1].file)) {
		day_reader_explain(&last, &s->read_error);
		return;
	}
	s->last_line = journal_tail_last_time(&last);
	s->is_in_future = s->last_line != TIMESTAMP_NONE &&
			  s->last_line > timestamp_now() + CLOCK_SLACK;
	s->is_torn = journal_tail_is_torn(&last);
	day_reader_close(&last);
}

static void __attribute__((format(printf, 2, 3)))
add_problem(struct summary *s, const char *format, ...)
{
	struct error *e = &s->problems[s->problem_count++];
	va_list ap;

	va_start(ap, format);
	vsnprintf(e->text, sizeof e->text, format, ap);
	va_end(ap);
}

static void
judge_conf(struct summary *s)
{
	if (!s->conf_good)
		add_problem(s, "the configuration cannot be used%s: %s",
			    s->conf->usable ? ", the one before is in force"
					    : "",
			    s->conf->error.text);
	if (s->files && s->files->auth_error.text[0])
		add_problem(s, "hooks cannot be authenticated: %s",
			    s->files->auth_error.text);
	if (s->files && s->files->rules_error.text[0])
		add_problem(s, "the rules cannot be used: %s",
			    s->files->rules_error.text);
}

static void
judge_journal(struct summary *s, const char *hint)
{
	char time[TIMESTAMP_SIZE];

	if (s->read_error.text[0])
		add_problem(s, "the journal cannot be read: %s",
			    s->read_error.text);
	if (s->write_error.text[0])
		add_problem(s, "the journal cannot be written: %s%s",
			    s->write_error.text, hint);
	if (s->is_torn)
		add_problem(s, "the last line of the journal has no end: its"
			       " writer was killed, or the disk was full");
	if (s->is_in_future) {
		timestamp_format(time, sizeof time, s->last_line);
		add_problem(s,
			    "the last line of the journal is of %s, in the"
			    " future: check the clock",
			    time);
	}
}

static void
judge_index(struct summary *s, const char *hint)
{
	const struct summary_counts *c = s->counts;

	if (s->index_error && s->index_error[0])
		add_problem(s, "the index cannot be brought up to date: %s%s",
			    s->index_error, hint);
	else if (s->lag > LAG_MAX)
		add_problem(s,
			    "the index is %.1f MB behind the journal: lists"
			    " and counts are old",
			    (double)s->lag / 1e6);
	if (!s->index)
		return;
	if (s->index_is_corrupt)
		add_problem(s,
			    "the index is damaged: the next fold rebuilds it");
	if (!c)
		add_problem(s, "the index cannot be read: %s",
			    sql_error(index_sql(s->index)));
	if (c && c->lost_in_journal)
		add_problem(s,
			    "%lld hooks were answered but could not be"
			    " recorded in the journal",
			    (long long)c->lost_in_journal);
	if (c && c->missing_days)
		add_problem(s,
			    "%d days of the journal are gone without purge, the"
			    " first is %s: bring the files back, or accept the"
			    " loss with echoappctl purge --missing",
			    c->missing_days, c->first_missing);
	if (c && c->unreadable_in_journal)
		add_problem(s, "the journal has %lld unreadable lines",
			    (long long)c->unreadable_in_journal);
}

void
summary_read(struct summary *s)
{
	char hint[128] = "";

	s->days = (struct journal_days){ .dir = -1 };
	s->last_line = TIMESTAMP_NONE;
	s->conf_good = !s->conf->error.text[0];
	judge_conf(s);
	if (s->conf->usable) {
		s->index_is_corrupt =
		    s->index && index_meta_is_corrupt(s->index);
		read_journal(s);
		if (s->write_error.text[0] ||
		    (s->index_error && s->index_error[0]))
			summary_write_hint(s->conf->current.state_dir, hint,
					   sizeof hint);
		judge_journal(s, hint);
		judge_index(s, hint);
	}
	s->well = s->problem_count == 0;
}

void
summary_close(struct summary *s)
{
	journal_days_close(&s->days);
}

void
summary_print_files(struct key_values *sheet, const struct conf *c,
		    const struct summary_files *f, const char *rules_path)
{
	static const char *const schemes[] = {
		[AUTH_NONE] = "none",
		[AUTH_HMAC] = "hmac",
		[AUTH_BASIC] = "basic",
	};
	const char *auth_error = f->auth_error.text;
	const char *rules_error = f->rules_error.text;

	key_values_group(sheet, "auth");
	key_values_text(sheet, "by", schemes[c->auth]);
	key_values_flag(sheet, "good", !auth_error[0]);
	key_values_text(sheet, "error", auth_error[0] ? auth_error : NULL);
	key_values_group_end(sheet);
	key_values_group(sheet, "rules");
	key_values_text(sheet, "path", rules_path);
	key_values_number(sheet, "rules", (int64_t)f->rule_count);
	key_values_flag(sheet, "good", !rules_error[0]);
	key_values_number(sheet, "errors", f->rule_errors);
	key_values_text(sheet, "error", rules_error[0] ? rules_error : NULL);
	key_values_group_end(sheet);
}

void
summary_print_live(struct key_values *sheet, const struct summary_counts *c)
{
	enum entity_kind kind;

	key_values_group(sheet, "live");
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (kind != ENTITY_MESSAGE)
			key_values_number(sheet, entity_kind_names[kind],
					  c->live[kind]);
	key_values_group_end(sheet);
}

void
summary_print_verdict(struct key_values *sheet, const struct summary *s)
{
	size_t i;

	key_values_flag(sheet, "well", s->well);
	if (s->well && !sheet->json)
		return;
	key_values_list(sheet, "problems");
	for (i = 0; i < s->problem_count; i++)
		key_values_text(sheet, NULL, s->problems[i].text);
	key_values_list_end(sheet);
}

void
summary_refusals(struct sql *db,
		 void (*each)(void *, const struct summary_refusal *),
		 void *arg)
{
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT rule, hook, sum(count), max(last) FROM hook_count"
	    " WHERE rule <> '' AND hook <> '' GROUP BY rule, hook"
	    " ORDER BY 3 DESC, 1 LIMIT %d",
	    REFUSALS_MAX);

	while (q && sql_query_step(q) == 1)
		each(arg, &(struct summary_refusal){
			      .rule = sql_query_text(q, 0),
			      .hook = sql_query_text(q, 1),
			      .count = sql_query_number(q, 2),
			      .last = sql_query_number(q, 3),
			  });
	sql_query_free(q);
}
