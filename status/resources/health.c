/* wellness - is all well, and how much is there? */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/sql.h"
#include "journal/journal_days.h"
#include "journal/reverse_lines.h"
#include "report/journal_tail.h"
#include "report/key_values.h"
#include "status/api.h"
#include "status/freshness.h"

extern const char version[];

/* So far the index may lag behind without anybody being told; bytes. */
#define LAG_ALLOWED (INT64_C(8) << 20)

/* What is wrong, in words; a comma in front of each but the first. */
struct problems {
	struct sheet sheet;
	unsigned count;
};

static void
complain(struct problems *p, const char *text)
{
	sheet_text(&p->sheet, NULL, text);
	p->count++;
}

static void
say_conf(struct api *a, struct sheet *s, struct problems *p)
{
	char error[sizeof a->conf.error];

	snprintf(error, sizeof error, "%s", a->conf.error);
	report_hide_paths(a, error);
	sheet_group(s, "configuration");
	sheet_flag(s, "good", !error[0]);
	/* A version that was good before stays in force. */
	sheet_flag(s, "in_force", a->conf.good);
	sheet_text(s, "error", error[0] ? error : NULL);
	sheet_group_end(s);
	if (error[0])
		complain(p, error);
}

/* What the checkup found is JSON already. */
static void
say_checkup(struct api *a, struct sheet *s, struct problems *p)
{
	struct buffer text = { 0 };

	checkup(&a->checkup, &a->conf);
	if (!a->checkup.found.len)
		return;
	buffer_add(&text, a->checkup.found.at, a->checkup.found.len);
	buffer_add(&text, "", 1);
	report_hide_paths(a, text.at);
	buffer_str(&s->out, ",");
	buffer_str(&s->out, text.at);
	buffer_free(&text);
	if (a->checkup.bad_auth)
		complain(p, "the secrets or passwords that hooks are checked"
			    " with cannot be used");
	if (a->checkup.bad_rules)
		complain(p, "the rules, or the restClientConfig, have errors");
}

static bool
is_writable(const char *dir)
{
	char path[4096];

	snprintf(path, sizeof path, "%s/journal", dir);
	/* The first hook makes it. */
	return access(path, F_OK) || access(path, W_OK | X_OK) == 0;
}

static void
say_journal(struct api *a, struct sheet *s, struct problems *p)
{
	const char *dir = a->conf.now.state_dir;
	bool writable = is_writable(dir);
	moment last = NEVER;
	int64_t bytes = 0;
	struct days d;
	size_t i;
	int fd;

	sheet_group(s, "journal");
	sheet_flag(s, "writable", writable);
	if (days_open(&d, dir)) {
		complain(p, "the journal cannot be read");
		sheet_group_end(s);
		return;
	}
	for (i = 0; i < d.count; i++)
		bytes += d.at[i].size;
	fd = d.count ? days_file(&d, d.at[d.count - 1].file, O_RDONLY) : -1;
	if (fd >= 0) {
		last = recent_line(fd);
		close(fd);
	}
	sheet_number(s, "days", (int64_t)d.count);
	sheet_number(s, "bytes", bytes);
	sheet_moment(s, "last_line", last);
	sheet_group_end(s);
	days_close(&d);
	if (!writable)
		complain(p, "the journal cannot be written");
}

static void
say_index(struct api *a, struct sheet *s, struct problems *p)
{
	int64_t lag = a->index ? fresh_lag(a) : -1;
	char trouble[sizeof a->trouble];

	snprintf(trouble, sizeof trouble, "%s", a->trouble);
	report_hide_paths(a, trouble);
	sheet_group(s, "index");
	sheet_flag(s, "there", a->index != NULL);
	if (a->index)
		sheet_flag(s, "whole", !index_is_distrusted(a->index));
	sheet_number(s, "lag_bytes", lag);
	sheet_text(s, "error", trouble[0] ? trouble : NULL);
	sheet_group_end(s);
	if (trouble[0])
		complain(p, trouble);
	else if (lag > LAG_ALLOWED)
		complain(p, "the index lags behind the journal; what is shown"
			    " is old");
}

static void
say_counts(struct api *a, struct sheet *s, struct problems *p)
{
	const struct counts *c = api_counts(a);
	enum about about;

	if (!c) {
		complain(p, "the index cannot be asked");
		return;
	}
	sheet_group(s, "live");
	for (about = 0; about < ABOUTS; about++)
		if (about != MESSAGE)
			sheet_number(s, about_names[about], c->live[about]);
	sheet_group_end(s);
	sheet_group(s, "hooks");
	sheet_number(s, "answered", c->answered);
	sheet_number(s, "refused", c->refused);
	sheet_number(s, "odd", c->odd);
	sheet_number(s, "lost", c->lost);
	sheet_number(s, "unreadable", c->unreadable);
	sheet_number(s, "last_minute", c->last_minute);
	sheet_group_end(s);
	if (c->lost)
		complain(p, "hooks were answered, but could not be recorded:"
			    " see lost");
	if (c->unreadable)
		complain(p, "the journal has lines that are none: see"
			    " unreadable");
}

static void
answer(struct api *a, const struct inquiry *q, struct report *r)
{
	struct problems p = { .count = 0 };
	struct sheet s;

	(void)q;
	sheet_begin(&s, true);
	sheet_begin(&p.sheet, true);
	p.sheet.out.len = 0;
	sheet_text(&s, "version", version);
	say_conf(a, &s, &p);
	if (a->conf.good) {
		say_checkup(a, &s, &p);
		say_journal(a, &s, &p);
		say_index(a, &s, &p);
	}
	if (a->index)
		say_counts(a, &s, &p);
	sheet_flag(&s, "well", p.count == 0);
	sheet_list(&s, "problems");
	buffer_add(&s.out, p.sheet.out.at ? p.sheet.out.at : "",
		   p.sheet.out.len);
	sheet_list_end(&s);
	buffer_str(&s.out, "}\n");
	buffer_add(&r->body, s.out.at, s.out.len);
	buffer_free(&s.out);
	buffer_free(&p.sheet.out);
}

const struct resource health = {
	.name = "health",
	.summary = "is all well, and how much is there?",
	.answer = answer,
};
