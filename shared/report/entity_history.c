/* entity_history - the steps of an entity, read from the index. */

#include "entity_history.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/time_text.h"
#include "escape.h"

/* A step is [time,hook,status,HTTP status,info]. */
enum {
	STEP_TIME,
	STEP_HOOK,
	STEP_STATUS,
	STEP_HTTP_STATUS,
	STEP_INFO,
	STEP_PARTS
};

static char *
text_of(const struct json_scan *s, const struct json_token *t)
{
	struct buffer text = { 0 };

	if (t->kind == JSON_STRING)
		json_token_decode(s, t, &text);
	buffer_add(&text, "", 1);
	return text.at;
}

static void
add_step(struct entity_history *all, const struct json_scan *s,
	 const struct json_token *step)
{
	const struct json_token *part[STEP_PARTS], *t = json_token_first(step);
	struct history_step *added;
	size_t i;

	for (i = 0; i < STEP_PARTS; i++, t = json_token_next(s, t)) {
		if (t >= json_token_end(s, step))
			return;
		part[i] = t;
	}
	all->at = reallocarray(all->at, all->count + 1, sizeof *all->at);
	if (!all->at)
		die(EXIT_TEMPORARY, "cannot keep %zu steps:", all->count + 1);
	added = &all->at[all->count];
	*added = (struct history_step){
		.time = strtoll(s->text + part[STEP_TIME]->start, NULL, 10),
		.hook = text_of(s, part[STEP_HOOK]),
		.status = text_of(s, part[STEP_STATUS]),
		.http_status = (int)strtol(
		    s->text + part[STEP_HTTP_STATUS]->start, NULL, 10),
		.info = text_of(s, part[STEP_INFO]),
		.number = all->count++,
	};
}

/* Steps of the same time stay in the order of the journal. */
static int
compare(const void *a, const void *b)
{
	const struct history_step *one = a, *two = b;

	if (one->time != two->time)
		return one->time < two->time ? -1 : 1;
	return one->number < two->number ? -1 : one->number > two->number;
}

void
entity_history_add(struct entity_history *all, const char *history)
{
	struct buffer text = { 0 };
	struct json_scan s = { 0 };

	buffer_printf(&text, "{\"all\":[%s]}", history);
	if (json_scan(&s, text.at, text.len) == 0) {
		const struct json_token *list =
		    json_token_member(&s, json_token_root(&s), "all");
		const struct json_token *t = json_token_first(list);

		for (; t < json_token_end(&s, list); t = json_token_next(&s, t))
			if (t->kind == JSON_ARRAY)
				add_step(all, &s, t);
	}
	if (all->count)
		qsort(all->at, all->count, sizeof *all->at, compare);
	json_scan_free(&s);
	buffer_free(&text);
}

void
entity_history_free(struct entity_history *all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		free(all->at[i].hook);
		free(all->at[i].status);
		free(all->at[i].info);
	}
	free(all->at);
	*all = (struct entity_history){ 0 };
}

static void
print_line(struct key_values *s, const struct history_step *one,
	   timestamp since)
{
	struct buffer line = { 0 }, part = { 0 };
	char time[TIME_TEXT_SIZE];

	time_text_short(time, one->time, 3);
	buffer_printf(&line, "%s  %+12.3f  %3d  ", time, (double)since / 1e6,
		      one->http_status);
	escape_add(&part, one->hook);
	buffer_add(&part, "", 1);
	buffer_printf(&line, "%-23s  ", part.at);
	part.len = 0;
	escape_add(&part, one->status);
	buffer_add(&part, "", 1);
	buffer_printf(&line, "%-12s  ", part.at);
	escape_add(&line, one->info);
	while (line.len && line.at[line.len - 1] == ' ')
		line.len--;
	key_values_line(s, line.at, line.len);
	buffer_free(&line);
	buffer_free(&part);
}

void
entity_history_print(const struct entity_history *all, struct key_values *s)
{
	size_t i;

	key_values_list(s, "history");
	for (i = 0; i < all->count; i++) {
		const struct history_step *one = &all->at[i];
		timestamp since = one->time - all->at[0].time;

		if (!s->json) {
			print_line(s, one, since);
			continue;
		}
		key_values_group(s, NULL);
		key_values_timestamp(s, "time", one->time);
		key_values_duration(s, "after", since);
		key_values_text(s, "hook", one->hook);
		key_values_number(s, "http", one->http_status);
		key_values_text(s, "status",
				one->status[0] ? one->status : NULL);
		key_values_text(s, "info", one->info[0] ? one->info : NULL);
		key_values_group_end(s);
	}
	key_values_list_end(s);
}
