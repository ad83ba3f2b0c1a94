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
static const uint8_t first_by_length[] = {
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
copy_text(struct journal_line *e, const struct json_token *value)
{
	struct buffer *b = &e->strings;
	char *at = b->at + b->len;
	size_t quote = value->kind == JSON_STRING;
	size_t len = value->end - value->start - 2 * quote;

	if (value->kind & (JSON_OBJECT | JSON_ARRAY | JSON_NULL))
		return NULL;
	if (value->escaped) {
		json_token_decode(&e->scan, value, b);
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
member_of(const struct json_scan *s, const struct json_token *name)
{
	size_t i, len;
	const char *raw = json_token_raw(s, name, &len);

	if (name->escaped) {
		for (i = 0; i < MEMBERS; i++)
			if (json_token_equals(s, name, members[i],
					      strlen(members[i])))
				break;
		return i;
	}
	if (len + 1 >= sizeof first_by_length)
		return MEMBERS;
	for (i = first_by_length[len]; i < first_by_length[len + 1]; i++)
		if (memcmp(raw, members[i], len) == 0)
			return i;
	return MEMBERS;
}

static void
read_body(struct journal_line *e, const struct json_token *body)
{
	const struct json_scan *s = &e->scan;
	const struct json_token *name = json_token_first(body), *value;
	size_t i;

	for (; name < json_token_end(s, body);
	     name = json_token_next(s, value)) {
		value = json_token_next(s, name);
		if (value->kind == JSON_BOOLEAN &&
		    json_token_equals(s, name, "incoming", 8))
			e->incoming = s->text[value->start] == 't';
		i = member_of(s, name);
		if (i < MEMBERS)
			e->body[i] = copy_text(e, value);
	}
}

static long
parse_number(const struct journal_line *e, const struct json_token *value)
{
	const char *at = e->scan.text + value->start;
	size_t len = value->end - value->start;
	long n = 0;
	size_t i;

	if (value->kind != JSON_NUMBER)
		return -1;
	/* Nearly always a few digits, and nothing else. */
	for (i = 0; i < len && i < 9 && at[i] >= '0' && at[i] <= '9'; i++)
		n = n * 10 + at[i] - '0';
	return i == len ? n : strtol(at, NULL, 10);
}

static unsigned
count_items(const struct journal_line *e, const struct json_token *array)
{
	const struct json_token *t = json_token_first(array);
	unsigned n = 0;

	if (array->kind != JSON_ARRAY)
		return 0;
	for (; t < json_token_end(&e->scan, array);
	     t = json_token_next(&e->scan, t))
		n++;
	return n;
}

static void
read_slots(struct journal_line *e, const struct json_token *array)
{
	const struct json_token *t = json_token_first(array);

	if (array->kind != JSON_ARRAY)
		return;
	for (; t < json_token_end(&e->scan, array) &&
	       e->slot_count < JOURNAL_LINE_SLOTS_MAX;
	     t = json_token_next(&e->scan, t))
		if (t->kind == JSON_STRING)
			e->slots[e->slot_count++] = copy_text(e, t);
}

static void
read_member(struct journal_line *e, const struct json_token *name,
	    const struct json_token *value)
{
	size_t len;
	const char *raw = json_token_raw(&e->scan, name, &len);

	/* The longest name is 9 bytes, and most differ in their lengths. */
	if (len == 4 && memcmp(raw, "time", 4) == 0) {
		const char *text = copy_text(e, value);

		e->time = text ? timestamp_parse(text) : -1;
	} else if (len == 4 && memcmp(raw, "hook", 4) == 0) {
		e->hook = copy_text(e, value);
	} else if (len == 4 && memcmp(raw, "body", 4) == 0) {
		if (value->kind == JSON_OBJECT)
			read_body(e, value);
	} else if (len == 4 && memcmp(raw, "rule", 4) == 0) {
		e->rule = copy_text(e, value);
	} else if (len == 4 && memcmp(raw, "lost", 4) == 0) {
		long lost = parse_number(e, value);

		e->lost = lost > 0 ? (unsigned)lost : 0;
	} else if (len == 6 && memcmp(raw, "status", 6) == 0) {
		e->status = (int)parse_number(e, value);
	} else if (len == 2 && memcmp(raw, "us", 2) == 0) {
		e->took = parse_number(e, value);
	} else if (len == 6 && memcmp(raw, "appKey", 6) == 0) {
		e->app = copy_text(e, value);
	} else if (len == 6 && memcmp(raw, "nodeId", 6) == 0) {
		e->node = copy_text(e, value);
	} else if (len == 9 && memcmp(raw, "sessionId", 9) == 0) {
		e->session = copy_text(e, value);
	} else if (len == 6 && memcmp(raw, "reason", 6) == 0) {
		e->reason = copy_text(e, value);
	} else if ((len == 5 && memcmp(raw, "slots", 5) == 0) ||
		   (len == 6 && memcmp(raw, "places", 6) == 0)) {
		/* "places" is the name of earlier versions. */
		read_slots(e, value);
	} else if ((len == 8 && memcmp(raw, "warnings", 8) == 0) ||
		   (len == 3 && memcmp(raw, "odd", 3) == 0)) {
		/* "odd" is the name of earlier versions. */
		e->warnings = count_items(e, value);
	}
}

int
journal_line_read(struct journal_line *e, const char *line, size_t len)
{
	const struct json_token *root, *name, *value;
	struct json_scan scanned = e->scan;
	struct buffer strings = e->strings;

	*e = (struct journal_line){
		.scan = scanned,
		.strings = strings,
		.time = -1,
		.took = -1,
		.incoming = -1,
	};
	e->strings.len = 0;
	/* Never moved while it is filled: no text gets longer by decoding. */
	buffer_reserve(&e->strings, len + 64);
	e->scan.extra_depth = 1;
	if (json_scan(&e->scan, line, len))
		return -1;
	root = json_token_root(&e->scan);
	name = json_token_first(root);
	for (; name < json_token_end(&e->scan, root);
	     name = json_token_next(&e->scan, value)) {
		value = json_token_next(&e->scan, name);
		read_member(e, name, value);
	}
	return e->time < 0 || !e->hook || !e->hook[0] ? -1 : 0;
}

void
journal_line_free(struct journal_line *e)
{
	json_scan_free(&e->scan);
	buffer_free(&e->strings);
}
