/* steps - the history of an entity, as the index keeps it, read. */

#include "entity_history.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "escape.h"

/* A step is [time,hook,status,HTTP status,info]. */
enum { TIME, HOOK, STATUS, ANSWERED, INFO, PARTS };

static char *
text_of(const struct scan *s, const struct token *t)
{
	struct buffer said = { 0 };

	if (t->kind == STRING)
		token_decode(s, t, &said);
	buffer_add(&said, "", 1);
	return said.at;
}

static void
add_one(struct steps *all, const struct scan *s, const struct token *step)
{
	const struct token *part[PARTS], *t = token_first(step);
	struct step *one;
	size_t i;

	for (i = 0; i < PARTS; i++, t = token_next(s, t)) {
		if (t >= token_end(s, step))
			return;
		part[i] = t;
	}
	all->at = reallocarray(all->at, all->count + 1, sizeof *all->at);
	if (!all->at)
		die(EXIT_AGAIN, "a history:");
	one = &all->at[all->count];
	*one = (struct step){
		.time = strtoll(s->text + part[TIME]->start, NULL, 10),
		.hook = text_of(s, part[HOOK]),
		.status = text_of(s, part[STATUS]),
		.answered =
		    (int)strtol(s->text + part[ANSWERED]->start, NULL, 10),
		.info = text_of(s, part[INFO]),
		.number = all->count++,
	};
}

/* What is of the same time stays in the order it came. */
static int
compare(const void *a, const void *b)
{
	const struct step *one = a, *two = b;

	if (one->time != two->time)
		return one->time < two->time ? -1 : 1;
	return one->number < two->number ? -1 : one->number > two->number;
}

void
steps_add(struct steps *all, const char *history)
{
	struct buffer text = { 0 };
	struct scan s = { 0 };

	buffer_printf(&text, "{\"all\":[%s]}", history);
	if (scan(&s, text.at, text.len) == 0) {
		const struct token *list =
		    token_member(&s, token_root(&s), "all");
		const struct token *t = token_first(list);

		for (; t < token_end(&s, list); t = token_next(&s, t))
			if (t->kind == ARRAY)
				add_one(all, &s, t);
	}
	if (all->count)
		qsort(all->at, all->count, sizeof *all->at, compare);
	scan_free(&s);
	buffer_free(&text);
}

void
steps_free(struct steps *all)
{
	size_t i;

	for (i = 0; i < all->count; i++) {
		free(all->at[i].hook);
		free(all->at[i].status);
		free(all->at[i].info);
	}
	free(all->at);
	*all = (struct steps){ 0 };
}

static void
say_line(struct sheet *s, const struct step *one, moment since)
{
	struct buffer line = { 0 }, part = { 0 };
	char time[MOMENT_SIZE];

	moment_write(time, sizeof time, one->time);
	buffer_printf(&line, "%.10s %.12s  %+12.3f  %3d  ", time, time + 11,
		      (double)since / 1e6, one->answered);
	safe_add(&part, one->hook);
	buffer_add(&part, "", 1);
	buffer_printf(&line, "%-23s  ", part.at);
	part.len = 0;
	safe_add(&part, one->status);
	buffer_add(&part, "", 1);
	buffer_printf(&line, "%-12s  ", part.at);
	safe_add(&line, one->info);
	while (line.len && line.at[line.len - 1] == ' ')
		line.len--;
	sheet_line(s, line.at, line.len);
	buffer_free(&line);
	buffer_free(&part);
}

void
steps_say(const struct steps *all, struct sheet *s)
{
	size_t i;

	sheet_list(s, "history");
	for (i = 0; i < all->count; i++) {
		const struct step *one = &all->at[i];
		moment since = one->time - all->at[0].time;

		if (!s->json) {
			say_line(s, one, since);
			continue;
		}
		sheet_group(s, NULL);
		sheet_moment(s, "time", one->time);
		sheet_span(s, "after", since);
		sheet_text(s, "hook", one->hook);
		sheet_number(s, "http", one->answered);
		sheet_text(s, "status", one->status[0] ? one->status : NULL);
		sheet_text(s, "info", one->info[0] ? one->info : NULL);
		sheet_group_end(s);
	}
	sheet_list_end(s);
}
