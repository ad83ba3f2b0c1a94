/* summary_noted - what a summary knows from STATE/in_force.json. */

#include "summary_noted.h"

#include <string.h>

#include "base/time_text.h"

void
summary_noted_read(struct summary *s)
{
	const struct in_force_file *rules = &s->noted.rules;
	const char *path = s->conf->current.rules_file;
	bool broken;

	s->rules_since = TIMESTAMP_NONE;
	in_force_read(&s->noted, s->conf->current.state_dir);
	if (!s->files)
		return;
	s->rule_count = (int64_t)s->files->rule_count;
	broken = s->files->rules_error.text[0] != '\0';
	if (!path || !rules->path || !in_force_is_same_file(path, rules->path))
		return;
	if (!broken && strcmp(rules->digest, s->files->rules_digest) != 0)
		return;
	s->rules_since = rules->since;
	if (broken)
		s->rule_count = s->noted.rule_count;
}

void
summary_noted_describe_rules(struct error *e, const struct in_force *noted)
{
	char since[TIME_TEXT_SIZE];

	e->text[0] = '\0';
	if (!noted->rules.path)
		return;
	time_text_format(since, noted->rules.since);
	if (noted->rules_error.text[0])
		error_set(e,
			  "; programs that started since %s have no rules, and "
			  "answer 503",
			  since);
	else
		error_set(e,
			  "; what was read at %s stays in force: rules: %lld",
			  since, (long long)noted->rule_count);
}

timestamp
summary_noted_conf_since(const struct summary *s)
{
	const struct in_force_file *conf = &s->noted.conf;

	return conf->path &&
		       in_force_is_same_file(conf->path, s->conf->file.path)
		   ? conf->since
		   : TIMESTAMP_NONE;
}
