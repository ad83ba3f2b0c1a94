/* health - is all well, and how much is there?  As JSON. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/program_dir.h"
#include "base/str.h"
#include "report/summary.h"
#include "report/summary_noted.h"
#include "report/summary_print.h"
#include "status/api.h"
#include "status/api_verdict.h"
#include "status/freshness.h"

extern const char program_version[];

static void
add_conf(const struct api *a, const struct summary *s, struct key_values *out)
{
	char error[sizeof a->conf.error.text];

	snprintf(error, sizeof error, "%s",
		 s->conf_good ? "" : summary_conf_error(s));
	api_hide_paths(a, error);
	key_values_group(out, "configuration");
	key_values_flag(out, "good", s->conf_good);
	key_values_flag(out, "in_force", a->conf.usable);
	key_values_timestamp(out, "since", summary_noted_conf_since(s));
	key_values_text(out, "error", s->conf_good ? NULL : error);
	if (a->conf.usable)
		key_values_text(out, "timezone", a->conf.current.timezone);
	key_values_group_end(out);
}

static void
add_files(const struct api *a, const struct summary *s, struct key_values *out)
{
	struct summary_files files = a->conf_check.files;
	char *rules_path = str_dup(a->conf.current.rules_file);

	api_hide_paths(a, files.auth_error.text);
	api_hide_paths(a, files.rules_error.text);
	if (rules_path)
		api_hide_paths(a, rules_path);
	summary_print_files(out, s, &files, rules_path);
	free(rules_path);
}

static void
add_journal(const struct summary *s, struct key_values *out)
{
	key_values_group(out, "journal");
	key_values_flag(out, "writable", !s->write_error.text[0]);
	key_values_number(out, "days", (int64_t)s->days.count);
	key_values_number(out, "bytes", s->journal_bytes);
	key_values_timestamp(out, "last_line", s->last_line);
	if (s->counts)
		key_values_number(out, "missing_days", s->counts->missing_days);
	key_values_group_end(out);
}

static void
add_index(const struct api *a, const struct summary *s, struct key_values *out)
{
	char error[sizeof a->error];

	snprintf(error, sizeof error, "%s", a->error);
	api_hide_paths(a, error);
	key_values_group(out, "index");
	key_values_flag(out, "there", a->index != NULL);
	if (a->index)
		key_values_flag(out, "whole", !s->index_is_corrupt);
	key_values_number(out, "lag_bytes", s->lag);
	key_values_text(out, "error", error[0] ? error : NULL);
	key_values_group_end(out);
}

static void
add_counts(const struct summary *s, struct key_values *out)
{
	const struct summary_counts *c = s->counts;

	summary_print_live(out, c);
	key_values_group(out, "hooks");
	key_values_number(out, "answered", c->answered);
	key_values_number(out, "refused", c->refused);
	key_values_number(out, "warnings", c->warnings);
	key_values_number(out, "lost", s->lost);
	key_values_number(out, "unreadable", c->unreadable_in_journal);
	key_values_number(out, "last_minute", c->last_minute);
	key_values_group_end(out);
}

/* How an operator calls echoappctl: in a source tree, or installed. */
static const char *
tool_name(void)
{
	char dir[PATH_MAX], path[PATH_MAX + 32];

	if (!program_dir(dir, sizeof dir))
		return "echoappctl";
	snprintf(path, sizeof path, "%s/../tools/echoappctl", dir);
	return access(path, X_OK) ? "echoappctl" : "tools/echoappctl";
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	struct summary s;
	struct key_values out;
	size_t i;

	(void)q;
	api_verdict_read(a, &s);
	for (i = 0; i < s.problem_count; i++)
		api_hide_paths(a, s.problems[i].text);
	key_values_begin(&out, true);
	summary_print_verdict(&out, &s);
	key_values_text(&out, "version", program_version);
	key_values_text(&out, "tool", tool_name());
	add_conf(a, &s, &out);
	if (a->conf.usable) {
		add_files(a, &s, &out);
		summary_print_sandbox(&out, a->conf.current.sandbox,
				      a->sandbox_walls);
		add_journal(&s, &out);
		summary_print_purge(&out, &s);
		add_index(a, &s, &out);
	}
	if (s.counts)
		add_counts(&s, &out);
	summary_close(&s);
	buffer_str(&out.out, "}\n");
	buffer_add(&r->body, out.out.at, out.out.len);
	buffer_free(&out.out);
}

const struct resource health_resource = {
	.name = "health",
	.summary = "is all well, and how much is there?",
	.answer = answer,
};
