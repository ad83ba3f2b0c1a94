/* summary_print - what the readers of a summary print alike. */

#include "summary_print.h"

#include <stdio.h>

#include "base/sandbox.h"

void
summary_print_files(struct key_values *sheet, const struct summary *s,
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
	key_values_text(sheet, "by", schemes[s->conf->current.auth]);
	key_values_flag(sheet, "good", !auth_error[0]);
	key_values_text(sheet, "error", auth_error[0] ? auth_error : NULL);
	key_values_group_end(sheet);
	key_values_group(sheet, "rules");
	key_values_text(sheet, "path", rules_path);
	key_values_number(sheet, "rules", s->rule_count);
	key_values_timestamp(sheet, "since", s->rules_since);
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
summary_print_sandbox(struct key_values *sheet, bool wanted, unsigned walls)
{
	key_values_group(sheet, "sandbox");
	key_values_flag(sheet, "wanted", wanted);
	key_values_flag(sheet, "calls", walls & SANDBOX_CALLS);
	key_values_flag(sheet, "files", walls & SANDBOX_FILES);
	key_values_group_end(sheet);
}

void
summary_print_purge(struct key_values *sheet, const struct summary *s)
{
	const struct purge_record *p = &s->purge;
	const int64_t keep_days = s->conf->current.keep_days;
	char before[DAY_FILE_DATE_SIZE + sizeof " UTC"];

	key_values_group(sheet, "purge");
	if (keep_days)
		key_values_number(sheet, "keep_days", keep_days);
	else
		key_values_text(sheet, "keep_days",
				sheet->json ? NULL : "forever");
	if (p->at != TIMESTAMP_NONE) {
		snprintf(before, sizeof before, "%s%s", p->before,
			 sheet->json ? "" : " UTC");
		key_values_timestamp(sheet, "last", p->at);
		key_values_text(sheet, "before", before);
		key_values_number(sheet, "days", (int64_t)p->days);
		key_values_number(sheet, "lines", (int64_t)p->lines);
		key_values_flag(sheet, "automatic", p->automatic);
		key_values_flag(sheet, "good", !p->error.text[0]);
	}
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
