/* line_text - a line of the journal for a person, and whom it names. */

#include "line_text.h"

#include <string.h>

#include "base/json_token.h"
#include "base/time_text.h"
#include "escape.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const char *
first_of(const struct journal_line *e, const enum body_member *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (e->body[list[i]] && e->body[list[i]][0])
			return e->body[list[i]];
	return NULL;
}

const char *
line_text_source(const struct journal_line *e)
{
	static const enum body_member sources[] = { MEMBER_CALLER, MEMBER_FROM,
						    MEMBER_SIP_LOGIN,
						    MEMBER_NAME };

	return first_of(e, sources, COUNT(sources));
}

const char *
line_text_target(const struct journal_line *e)
{
	static const enum body_member targets[] = { MEMBER_CALLEE, MEMBER_TO,
						    MEMBER_TARGET };

	return first_of(e, targets, COUNT(targets));
}

/* Fills the column that begins at `from` with blanks, and adds two. */
static void
pad(struct buffer *out, size_t from, size_t width)
{
	size_t i, characters = 0;

	for (i = from; i < out->len; i++)
		characters += ((unsigned char)out->at[i] & 0xc0) != 0x80;
	for (; characters < width; characters++)
		buffer_str(out, " ");
	buffer_str(out, "  ");
}

static void
add_parties(struct buffer *out, const struct journal_line *e)
{
	const char *source = line_text_source(e);
	const char *target = line_text_target(e);
	size_t from = out->len;

	if (source)
		escape_add(out, source);
	if (target) {
		buffer_str(out, source ? " > " : "> ");
		escape_add(out, target);
	}
	pad(out, from, 20);
}

/* The warnings about the body; earlier versions called them "odd". */
static void
add_warnings(struct buffer *out, const struct journal_line *e)
{
	const struct json_scan *s = &e->scan;
	const struct json_token *root = json_token_root(s), *t,
				*list = json_token_member(s, root, "warnings");
	struct buffer text = { 0 };

	if (!list)
		list = json_token_member(s, root, "odd");
	if (!list || list->kind != JSON_ARRAY)
		return;
	for (t = json_token_first(list); t < json_token_end(s, list);
	     t = json_token_next(s, t)) {
		if (t->kind != JSON_STRING)
			continue;
		text.len = 0;
		json_token_decode(s, t, &text);
		buffer_add(&text, "", 1);
		buffer_str(out, "warning: ");
		escape_add(out, text.at);
		buffer_str(out, "  ");
	}
	buffer_free(&text);
}

static void
add_notes(struct buffer *out, const struct journal_line *e)
{
	const char *const notes[] = { e->reason, e->rule,
				      e->body[MEMBER_INFO] };
	size_t i;

	for (i = 0; i < COUNT(notes); i++)
		if (notes[i] && notes[i][0]) {
			escape_add(out, notes[i]);
			buffer_str(out, "  ");
		}
	if (e->warnings)
		add_warnings(out, e);
	if (e->lost)
		buffer_printf(out, "%u hooks lost before  ", e->lost);
	if (e->suppressed)
		buffer_printf(out, "%u more refusals  ", e->suppressed);
}

void
line_text_add(struct buffer *out, const struct journal_line *e)
{
	static const enum body_member ids[] = { MEMBER_CALL_ID, MEMBER_ID,
						MEMBER_MEDIA_SESSION_ID };
	const char *id = first_of(e, ids, COUNT(ids));
	const char *status = e->body[MEMBER_STATUS];
	char time[TIME_TEXT_SIZE];
	size_t from;

	time_text_short(time, e->time, 6);
	buffer_printf(out, "%s  ", time);
	from = out->len;
	escape_add(out, e->hook);
	pad(out, from, 23);
	buffer_printf(out, "%3d  ", e->status);
	if (e->took >= 0)
		buffer_printf(out, "%6ld us  ", e->took);
	else
		buffer_printf(out, "%9s  ", "");
	add_parties(out, e);
	from = out->len;
	escape_add(out, status ? status : "");
	pad(out, from, 12);
	add_notes(out, e);
	escape_add(out, id ? id : e->session ? e->session : "");
	while (out->len > 0 && out->at[out->len - 1] == ' ')
		out->len--;
}

bool
line_text_is_of_user(const struct journal_line *e, const char *user)
{
	static const enum body_member members[] = {
		MEMBER_CALLER, MEMBER_CALLEE,	 MEMBER_FROM,
		MEMBER_TO,     MEMBER_SIP_LOGIN, MEMBER_NAME,
	};
	size_t i;

	for (i = 0; i < COUNT(members); i++)
		if (e->body[members[i]] &&
		    strcmp(e->body[members[i]], user) == 0)
			return true;
	return false;
}

bool
line_text_may_have_user(const char *line, size_t len, const char *user)
{
	/* A name may be written with escapes. */
	return memmem(line, len, user, strlen(user)) || memchr(line, '\\', len);
}
