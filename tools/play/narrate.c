/* narrate - prints one session as it is played. */

#include "narrate.h"

#include <stdio.h>
#include <string.h>

#include "base/comma_list.h"
#include "base/monotonic.h"
#include "report/escape.h"
#include "wcs/json_value.h"

/* Limits of a line, in bytes and changes; --verbose and --json show all. */
#define VALUE_MAX 80
#define CHANGES_MAX 8
#define NOTE_MAX 400

static void
add_escaped(struct buffer *out, const char *text, size_t len)
{
	struct buffer copy = { 0 };
	size_t n;

	for (n = strnlen(text, len); n < len; n = strnlen(text, len)) {
		buffer_add(&copy, text, n);
		buffer_str(&copy, "\\x00");
		text += n + 1;
		len -= n + 1;
	}
	buffer_add(&copy, text, len);
	buffer_add(&copy, "", 1);
	escape_add(out, copy.at);
	buffer_free(&copy);
}

/* At most `max` bytes of the text; no UTF-8 character is cut in two. */
static void
add_short(struct buffer *out, const char *text, size_t len, size_t max)
{
	size_t n = len > max ? max : len;

	while (n < len && n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
		n--;
	add_escaped(out, text, n);
	if (n < len)
		buffer_str(out, "...");
}

/* What WCS does next, in a few words. */
static const char *
next_word(const struct player *p)
{
	if (p->aborts)
		return "goes away";
	if (p->verdict.next == NEXT_STOP && p->step->hook.type == HOOK_CONNECT)
		return "declines";
	return verdict_next_name(p->verdict.next);
}

static void
add_excluded(struct buffer *out, const struct player *p)
{
	const char *sep = "; without";
	size_t i;

	if (p->verdict.is_failure)
		return;
	for (i = 0; i < p->uses.count; i++) {
		if (!comma_list_has(p->rule->client_exclude,
				    p->uses.at[i].name))
			continue;
		buffer_printf(out, "%s ", sep);
		escape_add(out, p->uses.at[i].name);
		sep = ",";
	}
}

static void
add_browser(struct buffer *out, const struct player *p)
{
	const char *status = json_members_get(&p->browser, "status");

	if (!p->verdict.event)
		return;
	buffer_str(out, "; browser: ");
	escape_add(out, p->verdict.event);
	if (status) {
		struct buffer word = { 0 };

		json_value_add_text(&word, status, strlen(status));
		buffer_str(out, " ");
		add_short(out, word.at, word.len, VALUE_MAX);
		buffer_free(&word);
	}
	add_excluded(out, p);
}

static void
add_taken(struct buffer *out, const struct player *p)
{
	size_t taken = 0, i;

	for (i = 0; i < p->changes.count; i++) {
		const struct verdict_change *c = &p->changes.at[i];

		if (c->fate != FATE_TAKEN || ++taken > CHANGES_MAX)
			continue;
		buffer_str(out, "; takes ");
		add_short(out, c->name, strlen(c->name), VALUE_MAX);
		buffer_str(out, " ");
		add_short(out, c->after, strlen(c->after), VALUE_MAX);
	}
	if (taken > CHANGES_MAX)
		buffer_printf(out, " and %zu more", taken - CHANGES_MAX);
}

static void
add_why(struct buffer *out, const struct player *p)
{
	const struct verdict *v = &p->verdict;

	if (!v->is_error)
		return;
	buffer_str(out, "; ");
	escape_add(out, v->why);
	if (!v->is_failure)
		buffer_str(out, " is only logged, because restOnError is LOG");
}

/* The rest of the line, after the figures. */
static void
add_next(struct buffer *out, const struct player *p, const struct hook_call *c)
{
	struct buffer browser = { 0 };

	buffer_str(out, next_word(p));
	if (!p->is_sent)
		buffer_str(out, "; restPolicy is DISABLE");
	if (c && c->tries > 1)
		buffer_printf(out, "; sent %u times", c->tries);
	if (p->is_duplicate)
		buffer_str(out, "; a duplicate");
	add_why(out, p);
	add_taken(out, p);
	if (p->sip.len) {
		buffer_str(out, "; SIP: ");
		add_short(out, p->sip.at, p->sip.len, VALUE_MAX);
	}
	add_browser(&browser, p);
	add_escaped(out, browser.at ? browser.at : "", browser.len);
	buffer_free(&browser);
}

/* The lines of a text, each indented after a label. */
static void
add_lines(struct buffer *out, const char *label, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		buffer_printf(out, "%10s %s", "", label);
		add_short(out, text, len, NOTE_MAX);
		buffer_str(out, "\n");
		text += len + (text[len] == '\n');
	}
}

static void
add_bodies(struct buffer *out, const struct player *p,
	   const struct hook_call *c)
{
	size_t i;

	buffer_printf(out, "%10s > ", "");
	add_escaped(out, p->body.at, p->body.len);
	buffer_printf(out, "\n%10s < ", "");
	add_escaped(out, c->answer.at ? c->answer.at : "", c->answer.len);
	buffer_str(out, "\n");
	for (i = 0; i < p->changes.count; i++) {
		const struct verdict_change *ch = &p->changes.at[i];

		buffer_printf(out, "%10s %c ", "",
			      ch->fate == FATE_TAKEN ? '*' : '-');
		escape_add(out, ch->name);
		buffer_str(out, ": ");
		escape_add(out, ch->before ? ch->before : "missing");
		buffer_str(out, " -> ");
		escape_add(out, ch->after ? ch->after : "missing");
		buffer_printf(out, ", %s\n", verdict_fate_name(ch->fate));
	}
}

static void
add_line(struct buffer *out, const struct narration *t, const struct player *p,
	 const struct hook_call *c, int64_t at)
{
	buffer_printf(out, "%9.3f  %-23s  ", (double)at / 1e6, p->name);
	if (c && c->status)
		buffer_printf(out, "%3ld", c->status);
	else
		buffer_str(out, "---");
	if (c)
		buffer_printf(out, "  %7.1f ms  ",
			      (double)(c->ended_at - c->sent_at) / 1e3);
	else
		buffer_printf(out, "  %7s     ", "");
	add_next(out, p, c);
	buffer_str(out, "\n");
	if (t->verbose && c)
		add_bodies(out, p, c);
	if (p->notes.len)
		add_lines(out, "note: ", p->notes.at);
	if (p->unexpected.len)
		add_lines(out, "NOT AS EXPECTED: ", p->unexpected.at);
}

static void
add_text(struct buffer *out, const char *name, const char *text)
{
	struct json_members one = { 0 };
	struct buffer b = { 0 };

	json_members_set_text(&one, name, text);
	json_members_write(&b, &one);
	buffer_str(out, ",");
	escape_add_json(out, b.at + 1, b.len - 2);
	json_members_free(&one);
	buffer_free(&b);
}

static void
add_object(struct buffer *out, const char *name, const struct json_members *m)
{
	struct buffer b = { 0 };

	json_members_write(&b, m);
	buffer_printf(out, ",\"%s\":", name);
	escape_add_json(out, b.at, b.len);
	buffer_free(&b);
}

static void
add_changes(struct buffer *out, const struct verdict_changes *changes)
{
	size_t i;

	buffer_str(out, ",\"changes\":[");
	for (i = 0; i < changes->count; i++) {
		const struct verdict_change *c = &changes->at[i];
		struct json_members m = { 0 };
		struct buffer b = { 0 };

		json_members_set_text(&m, "name", c->name);
		if (c->before)
			json_members_set(&m, "before", c->before);
		if (c->after)
			json_members_set(&m, "after", c->after);
		json_members_set_text(&m, "fate", verdict_fate_name(c->fate));
		json_members_write(&b, &m);
		buffer_str(out, i ? "," : "");
		escape_add_json(out, b.at, b.len);
		json_members_free(&m);
		buffer_free(&b);
	}
	buffer_str(out, "]");
}

static void
add_json(struct buffer *out, const struct narration *t, const struct player *p,
	 const struct hook_call *c, int64_t at)
{
	buffer_printf(out, "{\"at\":%.6f", (double)at / 1e6);
	add_text(out, "hook", p->step->hook.name);
	add_text(out, "as", p->name);
	buffer_printf(out, ",\"status\":%ld", c ? c->status : 0);
	if (c)
		buffer_printf(out, ",\"ms\":%.3f,\"tries\":%u",
			      (double)(c->ended_at - c->sent_at) / 1e3,
			      c->tries);
	if (p->is_duplicate)
		buffer_str(out, ",\"duplicate\":true");
	add_text(out, "next", next_word(p));
	if (p->verdict.why[0])
		add_text(out, "why", p->verdict.why);
	if (p->sip.len)
		add_text(out, "sip", p->sip.at);
	if (p->verdict.event) {
		add_text(out, "event", p->verdict.event);
		add_object(out, "browser", &p->browser);
	}
	if (t->verbose && c) {
		add_object(out, "sent", &p->sent);
		add_object(out, "uses", &p->uses);
		add_changes(out, &p->changes);
	}
	if (p->notes.len)
		add_text(out, "notes", p->notes.at);
	if (p->unexpected.len)
		add_text(out, "unexpected", p->unexpected.at);
	buffer_str(out, "}\n");
}

static void
count(struct narration *t, const struct player *p, const struct hook_call *c)
{
	t->hooks += c != NULL;
	t->answered += c && c->status != 0;
	t->errors += p->verdict.is_error;
	t->unexpected += p->unexpected.len > 0;
	t->aborted += p->aborts;
	if (c && c->status == 0 && !p->aborts && !t->error[0])
		snprintf(t->error, sizeof t->error, "%s", c->error);
}

void
narrate_hook(struct narration *t, const struct player *p,
	     const struct hook_call *c)
{
	int64_t now = c ? c->sent_at : monotonic_now();
	struct buffer out = { 0 };

	count(t, p, c);
	if (t->json)
		add_json(&out, t, p, c, now - t->started_at);
	else
		add_line(&out, t, p, c, now - t->started_at);
	fwrite(out.at, 1, out.len, stdout);
	fflush(stdout);
	buffer_free(&out);
}

static const char *
plural_s(unsigned n)
{
	return n == 1 ? "" : "s";
}

void
narrate_end(const struct narration *t)
{
	if (t->json) {
		printf("{\"ended\":\"%s\",\"hooks\":%u,\"answered\":%u,"
		       "\"errors\":%u,\"unexpected\":%u,\"aborted\":%u,"
		       "\"seed\":%llu}\n",
		       t->unexpected ? "not as expected" : "as expected",
		       t->hooks, t->answered, t->errors, t->unexpected,
		       t->aborted, (unsigned long long)t->settings->seed);
		return;
	}
	printf("%s: %u hook%s, %u answered, %u error%s",
	       t->unexpected ? "NOT as the scenario expects"
			     : "as the scenario expects",
	       t->hooks, plural_s(t->hooks), t->answered, t->errors,
	       plural_s(t->errors));
	if (t->unexpected)
		printf(", %u not as expected", t->unexpected);
	if (t->aborted)
		printf(", aborted on purpose");
	if (faults_any(&t->settings->faults))
		printf("; repeat with --seed %llu",
		       (unsigned long long)t->settings->seed);
	printf("\n");
}
