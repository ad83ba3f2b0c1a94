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

extern const char program_version[];

/* So far the index may lag behind without anybody being told; bytes. */
#define LAG_ALLOWED (INT64_C(8) << 20)

/* What is wrong, in words; a comma in front of each but the first. */
struct problem_list {
	struct key_values sheet;
	unsigned count;
};

static void
add_problem(struct problem_list *p, const char *text)
{
	key_values_text(&p->sheet, NULL, text);
	p->count++;
}

static void
add_conf(struct api *a, struct key_values *s, struct problem_list *p)
{
	char error[sizeof a->conf.error.text];

	snprintf(error, sizeof error, "%s", a->conf.error.text);
	api_hide_paths(a, error);
	key_values_group(s, "configuration");
	key_values_flag(s, "good", !error[0]);
	/* A version that was good before stays in force. */
	key_values_flag(s, "in_force", a->conf.usable);
	key_values_text(s, "error", error[0] ? error : NULL);
	key_values_group_end(s);
	if (error[0])
		add_problem(p, error);
}

/* What the checkup found is JSON already. */
static void
add_conf_check(struct api *a, struct key_values *s, struct problem_list *p)
{
	struct buffer text = { 0 };

	conf_check_refresh(&a->conf_check, &a->conf);
	if (!a->conf_check.json.len)
		return;
	buffer_add(&text, a->conf_check.json.at, a->conf_check.json.len);
	buffer_add(&text, "", 1);
	api_hide_paths(a, text.at);
	buffer_str(&s->out, ",");
	buffer_str(&s->out, text.at);
	buffer_free(&text);
	if (a->conf_check.bad_auth)
		add_problem(p, "the secrets or passwords that hooks are checked"
			       " with cannot be used");
	if (a->conf_check.bad_rules)
		add_problem(p,
			    "the rules, or the restClientConfig, have errors");
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
add_journal(struct api *a, struct key_values *s, struct problem_list *p)
{
	const char *dir = a->conf.current.state_dir;
	bool writable = is_writable(dir);
	timestamp last = TIMESTAMP_NONE;
	int64_t bytes = 0;
	struct journal_days d;
	size_t i;
	int fd;

	key_values_group(s, "journal");
	key_values_flag(s, "writable", writable);
	if (journal_days_open(&d, dir)) {
		add_problem(p, "the journal cannot be read");
		key_values_group_end(s);
		return;
	}
	for (i = 0; i < d.count; i++)
		bytes += d.at[i].size;
	fd = d.count
		 ? journal_days_open_file(&d, d.at[d.count - 1].file, O_RDONLY)
		 : -1;
	if (fd >= 0) {
		last = journal_tail_last_time(fd);
		close(fd);
	}
	key_values_number(s, "days", (int64_t)d.count);
	key_values_number(s, "bytes", bytes);
	key_values_timestamp(s, "last_line", last);
	key_values_group_end(s);
	journal_days_close(&d);
	if (!writable)
		add_problem(p, "the journal cannot be written");
}

static void
add_index(struct api *a, struct key_values *s, struct problem_list *p)
{
	int64_t lag = a->index ? freshness_lag(a) : -1;
	char trouble[sizeof a->error];

	snprintf(trouble, sizeof trouble, "%s", a->error);
	api_hide_paths(a, trouble);
	key_values_group(s, "index");
	key_values_flag(s, "there", a->index != NULL);
	if (a->index)
		key_values_flag(s, "whole", !index_meta_is_corrupt(a->index));
	key_values_number(s, "lag_bytes", lag);
	key_values_text(s, "error", trouble[0] ? trouble : NULL);
	key_values_group_end(s);
	if (trouble[0])
		add_problem(p, trouble);
	else if (lag > LAG_ALLOWED)
		add_problem(p,
			    "the index lags behind the journal; what is shown"
			    " is old");
}

static void
add_counts(struct api *a, struct key_values *s, struct problem_list *p)
{
	const struct counts *c = api_counts(a);
	enum entity_kind kind;

	if (!c) {
		add_problem(p, "the index cannot be asked");
		return;
	}
	key_values_group(s, "live");
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (kind != ENTITY_MESSAGE)
			key_values_number(s, entity_kind_names[kind],
					  c->live[kind]);
	key_values_group_end(s);
	key_values_group(s, "hooks");
	key_values_number(s, "answered", c->answered);
	key_values_number(s, "refused", c->refused);
	key_values_number(s, "warnings", c->warnings);
	key_values_number(s, "lost", c->lost);
	key_values_number(s, "unreadable", c->unreadable);
	key_values_number(s, "last_minute", c->last_minute);
	key_values_group_end(s);
	if (c->lost)
		add_problem(p, "hooks were answered, but could not be recorded:"
			       " see lost");
	if (c->unreadable)
		add_problem(p, "the journal has lines that are none: see"
			       " unreadable");
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	struct problem_list p = { .count = 0 };
	struct key_values s;

	(void)q;
	key_values_begin(&s, true);
	key_values_begin(&p.sheet, true);
	p.sheet.out.len = 0;
	key_values_text(&s, "version", program_version);
	add_conf(a, &s, &p);
	if (a->conf.usable) {
		add_conf_check(a, &s, &p);
		add_journal(a, &s, &p);
		add_index(a, &s, &p);
	}
	if (a->index)
		add_counts(a, &s, &p);
	key_values_flag(&s, "well", p.count == 0);
	key_values_list(&s, "problems");
	buffer_add(&s.out, p.sheet.out.at ? p.sheet.out.at : "",
		   p.sheet.out.len);
	key_values_list_end(&s);
	buffer_str(&s.out, "}\n");
	buffer_add(&r->body, s.out.at, s.out.len);
	buffer_free(&s.out);
	buffer_free(&p.sheet.out);
}

const struct resource health_resource = {
	.name = "health",
	.summary = "is all well, and how much is there?",
	.answer = answer,
};
