/* summary - is all well, and how much is there? */

#include "summary.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/lock_holder.h"
#include "base/sql.h"
#include "base/str.h"
#include "base/time_text.h"
#include "conf_health.h"
#include "index/checkpoints.h"
#include "journal_tail.h"
#include "rules/rules.h"
#include "state_access.h"
#include "summary_deliveries.h"
#include "summary_noted.h"

/* The index may be so far behind without a problem; bytes. */
#define LAG_MAX (INT64_C(8) << 20)

/* A line may be from a clock that was corrected a little; microseconds. */
#define CLOCK_SLACK INT64_C(2000000)

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
	str_copy(f->rules_digest, sizeof f->rules_digest, rules.digest);
	buffer_free(&json);
	rules_free(&rules);
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
summary_name_holder(struct error *e, const char *state_dir)
{
	char path[PATH_MAX], holder[LOCK_HOLDER_SIZE];

	snprintf(path, sizeof path, "%s/index.lock", state_dir);
	lock_holder(path, LOCK_HOLDER_FLOCK, holder);
	error_set(e, "%s holds %s", holder, path);
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
	state_access_try_journal(state_dir, &s->write_error);
	purge_record_read(state_dir, &s->purge);
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

/* Do the programs work with another file? */
static void
judge_noted_conf(struct summary *s)
{
	char since[TIME_TEXT_SIZE];

	if (!s->noted.conf.path ||
	    in_force_is_same_file(s->noted.conf.path, s->conf->file.path))
		return;
	time_text_format(since, s->noted.conf.since);
	add_problem(s,
		    "the programs for hooks work with %s since %s, and this "
		    "is about %s",
		    s->noted.conf.path, since, s->conf->file.path);
}

static void
judge_conf(struct summary *s)
{
	struct error why;

	if (s->conf->missing && s->conf->usable)
		add_problem(s,
			    "there is no %s: the defaults are in force, "
			    "without rules",
			    s->conf->file.path);
	else if (!s->conf_good)
		add_problem(s, "the configuration cannot be used%s: %s",
			    s->conf->usable ? ", the one before is in force"
					    : "",
			    s->conf->error.text);
	if (conf_health_timezone(s->conf, &why))
		add_problem(s, "the time zone cannot be used: %s", why.text);
	if (s->files && s->files->auth_error.text[0])
		add_problem(s, "hooks cannot be authenticated: %s",
			    s->files->auth_error.text);
	judge_noted_conf(s);
	if (s->files && s->files->rules_error.text[0]) {
		summary_noted_describe_rules(&why, &s->noted);
		add_problem(s, "the rules cannot be used: %s%s",
			    s->files->rules_error.text, why.text);
	}
}

static void
judge_journal(struct summary *s, const char *hint)
{
	struct error owner;
	char time[TIME_TEXT_SIZE];

	if (state_access_check_owners(s->conf->current.state_dir, &owner))
		add_problem(s,
			    "hooks may be answered but not recorded: %s: chown "
			    "-R it to the user of the programs",
			    owner.text);
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
		time_text_format(time, s->last_line);
		add_problem(s,
			    "the last line of the journal is of %s, in the"
			    " future: check the clock",
			    time);
	}
	if (s->purge.error.text[0])
		add_problem(s, "the days before %s UTC were not purged: %s",
			    s->purge.before, s->purge.error.text);
}

/* Hooks of days that purge removed are no problem any more. */
static void
judge_losses(struct summary *s)
{
	const struct losses *l = &s->losses;
	const int64_t hooks = l->count - l->accepted +
			      (s->counts ? s->counts->lost_in_journal : 0);
	char last[TIME_TEXT_SIZE];
	struct error why = { 0 };

	if (hooks <= 0)
		return;
	if (l->last != TIMESTAMP_NONE && l->count > l->accepted) {
		time_text_format(last, l->last);
		error_set(&why, ", the last at %s: %s", last, l->reason.text);
	}
	add_problem(s,
		    "%lld hooks were answered but could not be recorded in "
		    "the journal%s",
		    (long long)hooks, why.text);
}

static void
judge_index(struct summary *s, const char *hint)
{
	const struct summary_counts *c = s->counts;

	if (s->index_error && s->index_error[0])
		add_problem(s, "the index cannot be brought up to date: %s%s",
			    s->index_error, hint);
	else if (s->lock_holder && s->lock_holder[0])
		add_problem(s,
			    "the index is %lld bytes behind the journal, and"
			    " lists and counts are old: %s",
			    (long long)s->lag, s->lock_holder);
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
	if (c && c->missing_days)
		add_problem(
		    s,
		    "%d days of the journal are gone without purge, the"
		    " first is %s UTC: bring the files back, or accept the"
		    " loss with echoappctl purge --missing",
		    c->missing_days, c->first_missing);
	if (c && c->unreadable_in_journal)
		add_problem(s, "the journal has %lld unreadable lines",
			    (long long)c->unreadable_in_journal);
}

static void
judge_deliveries(struct summary *s)
{
	struct error problems[SUMMARY_DELIVERIES_MAX];
	size_t i, n = summary_deliveries(problems, s->index, &s->conf->current);

	for (i = 0; i < n; i++)
		add_problem(s, "%s", problems[i].text);
}

const char *
summary_conf_error(const struct summary *s)
{
	if (s->conf_good)
		return NULL;
	return s->conf->error.text[0] ? s->conf->error.text
				      : "there is no such file";
}

void
summary_read(struct summary *s)
{
	char hint[128] = "";

	s->days = (struct journal_days){ .dir = -1 };
	s->losses = (struct losses){ .last = TIMESTAMP_NONE };
	s->lost = 0;
	s->last_line = TIMESTAMP_NONE;
	s->purge.at = TIMESTAMP_NONE;
	s->noted = (struct in_force){ .rule_count = 0 };
	s->conf_good = !s->conf->error.text[0] && !s->conf->missing;
	if (s->conf->usable)
		summary_noted_read(s);
	judge_conf(s);
	if (s->conf->usable) {
		s->index_is_corrupt =
		    s->index && index_meta_is_corrupt(s->index);
		read_journal(s);
		if (s->write_error.text[0] ||
		    (s->index_error && s->index_error[0]))
			state_access_hint(s->conf->current.state_dir, hint,
					  sizeof hint);
		losses_read(&s->losses, s->conf->current.state_dir);
		s->lost = s->losses.count + (s->counts ? s->counts->lost : 0);
		judge_journal(s, hint);
		judge_losses(s);
		judge_index(s, hint);
		judge_deliveries(s);
	}
	s->well = s->problem_count == 0;
}

void
summary_close(struct summary *s)
{
	journal_days_close(&s->days);
	in_force_free(&s->noted);
}
