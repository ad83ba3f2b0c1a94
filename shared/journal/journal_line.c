/* event - one line of the journal, read. */

#include "journal_line.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"

static const char *const members[MEMBERS] = {
	[MEMBER_ID] = "id",
	[MEMBER_TO] = "to",
	[MEMBER_FROM] = "from",
	[MEMBER_INFO] = "info",
	[MEMBER_NAME] = "name",
	[MEMBER_CALL_ID] = "callId",
	[MEMBER_CALLEE] = "callee",
	[MEMBER_CALLER] = "caller",
	[MEMBER_STATUS] = "status",
	[MEMBER_TARGET] = "target",
	[MEMBER_SIP_LOGIN] = "sipLogin",
	[MEMBER_SIP_DOMAIN] = "sipDomain",
	[MEMBER_VISIBLE_NAME] = "visibleName",
	[MEMBER_MEDIA_SESSION_ID] = "mediaSessionId",
	[MEMBER_SIP_VISIBLE_NAME] = "sipVisibleName",
};

/* The first of them that is as long as the place says, or longer. */
static const uint8_t as_long[] = {
	[0 ... 2] = MEMBER_ID,
	[3 ... 4] = MEMBER_FROM,
	[5 ... 6] = MEMBER_CALL_ID,
	[7 ... 8] = MEMBER_SIP_LOGIN,
	[9] = MEMBER_SIP_DOMAIN,
	[10 ... 11] = MEMBER_VISIBLE_NAME,
	[12 ... 14] = MEMBER_MEDIA_SESSION_ID,
	[15] = MEMBERS,
};

/* The text of a string or a scalar; NULL for null and for containers. */
static const char *
keep(struct event *e, const struct token *value)
{
	struct buffer *b = &e->strings;
	char *at = b->at + b->len;
	size_t quote = value->kind == STRING;
	size_t len = value->end - value->start - 2 * quote;

	if (value->kind & (OBJECT | ARRAY | NOTHING))
		return NULL;
	if (value->escaped) {
		token_decode(&e->scan, value, b);
		buffer_add(b, "", 1);
		return at;
	}
	memcpy(at, e->scan.text + value->start + quote, len);
	at[len] = '\0';
	b->len += len + 1;
	return at;
}

/* Which member of a body is it?  MEMBERS: one that is not kept. */
static size_t
member_of(const struct scan *s, const struct token *name)
{
	size_t i, len;
	const char *raw = token_inside(s, name, &len);

	if (name->escaped) {
		for (i = 0; i < MEMBERS; i++)
			if (token_says(s, name, members[i], strlen(members[i])))
				break;
		return i;
	}
	if (len + 1 >= sizeof as_long)
		return MEMBERS;
	for (i = as_long[len]; i < as_long[len + 1]; i++)
		if (memcmp(raw, members[i], len) == 0)
			return i;
	return MEMBERS;
}

static void
read_body(struct event *e, const struct token *body)
{
	const struct scan *s = &e->scan;
	const struct token *name = token_first(body), *value;
	size_t i;

	for (; name < token_end(s, body); name = token_next(s, value)) {
		value = token_next(s, name);
		if (value->kind == BOOLEAN &&
		    token_says(s, name, "incoming", 8))
			e->incoming = s->text[value->start] == 't';
		i = member_of(s, name);
		if (i < MEMBERS)
			e->body[i] = keep(e, value);
	}
}

static long
number(const struct event *e, const struct token *value)
{
	const char *at = e->scan.text + value->start;
	size_t len = value->end - value->start;
	long n = 0;
	size_t i;

	if (value->kind != NUMBER)
		return -1;
	/* Nearly always a few digits, and nothing else. */
	for (i = 0; i < len && i < 9 && at[i] >= '0' && at[i] <= '9'; i++)
		n = n * 10 + at[i] - '0';
	return i == len ? n : strtol(at, NULL, 10);
}

static unsigned
count_items(const struct event *e, const struct token *array)
{
	const struct token *t = token_first(array);
	unsigned n = 0;

	if (array->kind != ARRAY)
		return 0;
	for (; t < token_end(&e->scan, array); t = token_next(&e->scan, t))
		n++;
	return n;
}

static void
read_places(struct event *e, const struct token *array)
{
	const struct token *t = token_first(array);

	if (array->kind != ARRAY)
		return;
	for (; t < token_end(&e->scan, array) && e->place_count < PLACES_MAX;
	     t = token_next(&e->scan, t))
		if (t->kind == STRING)
			e->places[e->place_count++] = keep(e, t);
}

static void
read_member(struct event *e, const struct token *name,
	    const struct token *value)
{
	size_t len;
	const char *raw = token_inside(&e->scan, name, &len);

	/* The longest name is 9 bytes, and most differ in their lengths. */
	if (len == 4 && memcmp(raw, "time", 4) == 0) {
		const char *text = keep(e, value);

		e->time = text ? moment_read(text) : -1;
	} else if (len == 4 && memcmp(raw, "hook", 4) == 0) {
		e->hook = keep(e, value);
	} else if (len == 4 && memcmp(raw, "body", 4) == 0) {
		if (value->kind == OBJECT)
			read_body(e, value);
	} else if (len == 4 && memcmp(raw, "rule", 4) == 0) {
		e->rule = keep(e, value);
	} else if (len == 4 && memcmp(raw, "lost", 4) == 0) {
		long lost = number(e, value);

		e->lost = lost > 0 ? (unsigned)lost : 0;
	} else if (len == 6 && memcmp(raw, "status", 6) == 0) {
		e->status = (int)number(e, value);
	} else if (len == 2 && memcmp(raw, "us", 2) == 0) {
		e->took = number(e, value);
	} else if (len == 6 && memcmp(raw, "appKey", 6) == 0) {
		e->app = keep(e, value);
	} else if (len == 6 && memcmp(raw, "nodeId", 6) == 0) {
		e->node = keep(e, value);
	} else if (len == 9 && memcmp(raw, "sessionId", 9) == 0) {
		e->session = keep(e, value);
	} else if (len == 6 && memcmp(raw, "reason", 6) == 0) {
		e->reason = keep(e, value);
	} else if (len == 6 && memcmp(raw, "places", 6) == 0) {
		read_places(e, value);
	} else if (len == 3 && memcmp(raw, "odd", 3) == 0) {
		e->odd = count_items(e, value);
	}
}

int
event_read(struct event *e, const char *line, size_t len)
{
	const struct token *root, *name, *value;
	struct scan scanned = e->scan;
	struct buffer strings = e->strings;

	*e = (struct event){
		.scan = scanned,
		.strings = strings,
		.time = -1,
		.took = -1,
		.incoming = -1,
	};
	e->strings.len = 0;
	/* Never moved while it is filled: no text gets longer by decoding. */
	buffer_room(&e->strings, len + 64);
	e->scan.deeper = 1;
	if (scan(&e->scan, line, len))
		return -1;
	root = token_root(&e->scan);
	name = token_first(root);
	for (; name < token_end(&e->scan, root);
	     name = token_next(&e->scan, value)) {
		value = token_next(&e->scan, name);
		read_member(e, name, value);
	}
	return e->time < 0 || !e->hook || !e->hook[0] ? -1 : 0;
}

void
event_free(struct event *e)
{
	scan_free(&e->scan);
	buffer_free(&e->strings);
}
