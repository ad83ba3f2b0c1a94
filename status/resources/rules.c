/* rules - the rules by their places, and how full limits are. */

#include <string.h>

#include "base/json_write.h"
#include "report/limit_use.h"
#include "status/api.h"

/* So many keys of a limit are told, the fullest first. */
#define KEYS_MAX 5

struct writer {
	struct buffer *out;
	const struct rule_list_entry *limit;
	int keys;
};

static void
add_text(struct buffer *out, const char *name, const char *text)
{
	buffer_printf(out, "\"%s\":", name);
	json_write_string(out, text, strlen(text));
}

static void
add_key(void *arg, const char *value, int64_t slots)
{
	struct writer *w = arg;

	buffer_str(w->out, w->keys++ ? "," : "");
	if (w->limit->hides_values)
		buffer_str(w->out, "{\"key\":null");
	else {
		buffer_str(w->out, "{");
		add_text(w->out, "key", value);
	}
	buffer_printf(w->out, ",\"slots\":%lld}", (long long)slots);
}

static int
add_limit(struct buffer *out, struct api *a, const struct rule_list_entry *e)
{
	struct writer w = { .out = out, .limit = e };
	struct limit_use use = { 0 };
	int bad = 0;

	buffer_printf(out, ",\"max\":%llu,", (unsigned long long)e->max);
	add_text(out, "window", e->window);
	buffer_str(out, ",\"fullest\":[");
	if (a->index)
		bad = limit_use_read(&use, index_sql(a->index), e,
				     timestamp_now(), KEYS_MAX, add_key, &w);
	buffer_printf(out, "],\"keys\":%lld,\"full\":%lld,\"cut\":%s",
		      (long long)use.keys, (long long)use.full,
		      use.cut ? "true" : "false");
	return bad;
}

static int
add_rule(struct buffer *out, struct api *a, const struct rule_list_entry *e)
{
	int bad = 0;

	buffer_str(out, "{");
	add_text(out, "rule", e->place);
	buffer_str(out, ",");
	add_text(out, "text", e->text);
	if (e->is_limit)
		bad = add_limit(out, a, e);
	buffer_str(out, "}");
	return bad;
}

static void
write_rules(struct api *a, struct api_response *r, bool only_limits)
{
	const struct rule_list *l = &a->conf_check.rules;
	size_t i, count = 0;

	buffer_str(&r->body, "{\"rows\":[");
	for (i = 0; i < l->count; i++) {
		if (only_limits && !l->at[i].is_limit)
			continue;
		buffer_str(&r->body, count++ ? ",\n" : "\n");
		if (add_rule(&r->body, a, &l->at[i])) {
			api_refuse_index(r, a);
			return;
		}
	}
	buffer_str(&r->body, "]}\n");
}

static void
answer_rules(struct api *a, const struct url_query *q, struct api_response *r)
{
	(void)q;
	conf_check_refresh(&a->conf_check, &a->conf);
	write_rules(a, r, false);
}

static void
answer_limits(struct api *a, const struct url_query *q, struct api_response *r)
{
	(void)q;
	conf_check_refresh(&a->conf_check, &a->conf);
	write_rules(a, r, true);
}

const struct resource rules_resource = {
	.name = "rules",
	.summary = "the rules by their places, without secrets",
	.wants_index = true,
	.answer = answer_rules,
};

const struct resource rules_limits_resource = {
	.name = "limits",
	.summary = "the limits, and how full they are",
	.wants_index = true,
	.answer = answer_limits,
};
