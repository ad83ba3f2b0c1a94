/* journal_line - parses a line of the journal. */

#include "journal_line.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_token.h"

/* A program cannot refuse more in a second. */
#define SUPPRESSED_MAX 1000000000

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

/* By length: the first member with a name of that length or longer. */
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
copy_text(struct journal_line *l, const struct json_token *value)
{
	struct buffer *b = &l->strings;
	char *at = b->at + b->len;
	size_t quote = value->kind == JSON_STRING;
	size_t len = value->end - value->start - 2 * quote;

	if (value->kind & (JSON_OBJECT | JSON_ARRAY | JSON_NULL))
		return NULL;
	if (value->escaped) {
		json_token_decode(&l->scan, value, b);
		buffer_add(b, "", 1);
		return at;
	}
	memcpy(at, l->scan.text + value->start + quote, len);
	at[len] = '\0';
	b->len += len + 1;
	return at;
}

/* Which member of a body is it?  MEMBERS: one that is not read. */
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
read_body(struct journal_line *l, const struct json_token *body)
{
	const struct json_scan *s = &l->scan;
	const struct json_token *name = json_token_first(body), *value;
	size_t i;

	for (; name < json_token_end(s, body);
	     name = json_token_next(s, value)) {
		value = json_token_next(s, name);
		if (value->kind == JSON_BOOLEAN &&
		    json_token_equals(s, name, "incoming", 8))
			l->incoming = s->text[value->start] == 't';
		i = member_of(s, name);
		if (i < MEMBERS)
			l->body[i] = copy_text(l, value);
	}
}

static long
parse_number(const struct journal_line *l, const struct json_token *value)
{
	const char *at = l->scan.text + value->start;
	size_t len = value->end - value->start;
	long n = 0;
	size_t i;

	if (value->kind != JSON_NUMBER)
		return -1;
	/* Nearly always a few digits only. */
	for (i = 0; i < len && i < 9 && at[i] >= '0' && at[i] <= '9'; i++)
		n = n * 10 + at[i] - '0';
	return i == len ? n : strtol(at, NULL, 10);
}

static unsigned
count_items(const struct journal_line *l, const struct json_token *array)
{
	const struct json_token *t = json_token_first(array);
	unsigned n = 0;

	if (array->kind != JSON_ARRAY)
		return 0;
	for (; t < json_token_end(&l->scan, array);
	     t = json_token_next(&l->scan, t))
		n++;
	return n;
}

/* A value as it is written. */
static const char *
copy_json(struct journal_line *l, const struct json_token *value)
{
	struct buffer *b = &l->strings;
	const char *at = b->at + b->len;

	buffer_add(b, l->scan.text + value->start, value->end - value->start);
	buffer_add(b, "", 1);
	return at;
}

static void
read_slots(struct journal_line *l, const struct json_token *array)
{
	const struct json_token *t = json_token_first(array);

	if (array->kind != JSON_ARRAY)
		return;
	for (; t < json_token_end(&l->scan, array) &&
	       l->slot_count < JOURNAL_LINE_SLOTS_MAX;
	     t = json_token_next(&l->scan, t))
		if (t->kind == JSON_STRING)
			l->slots[l->slot_count++] = copy_text(l, t);
}

static unsigned
parse_count(const struct journal_line *l, const struct json_token *value)
{
	long count = parse_number(l, value);

	return count > UINT_MAX ? UINT_MAX : count > 0 ? (unsigned)count : 0;
}

static void
read_member(struct journal_line *l, const struct json_token *name,
	    const struct json_token *value)
{
	size_t len;
	const char *raw = json_token_raw(&l->scan, name, &len);

	/* Compares lengths first, because most names differ in theirs. */
	if (len == 4 && memcmp(raw, "time", 4) == 0) {
		const char *text = copy_text(l, value);

		l->time = text ? timestamp_parse(text) : -1;
	} else if (len == 4 && memcmp(raw, "hook", 4) == 0) {
		l->hook = copy_text(l, value);
	} else if (len == 4 && memcmp(raw, "body", 4) == 0) {
		if (value->kind == JSON_OBJECT)
			read_body(l, value);
	} else if (len == 4 && memcmp(raw, "rule", 4) == 0) {
		l->rule = copy_text(l, value);
	} else if (len == 4 && memcmp(raw, "lost", 4) == 0) {
		l->lost = parse_count(l, value);
	} else if (len == 7 && memcmp(raw, "counted", 7) == 0) {
		l->counted = parse_count(l, value);
	} else if (len == 7 && memcmp(raw, "lasting", 7) == 0) {
		l->lasting = parse_count(l, value);
	} else if (len == 5 && memcmp(raw, "facts", 5) == 0) {
		if (value->kind == JSON_OBJECT)
			l->facts = copy_json(l, value);
	} else if (len == 6 && memcmp(raw, "status", 6) == 0) {
		l->status = (int)parse_number(l, value);
	} else if (len == 2 && memcmp(raw, "us", 2) == 0) {
		l->took = parse_number(l, value);
		if (l->took > JOURNAL_LINE_TOOK_MAX)
			l->took = JOURNAL_LINE_TOOK_MAX;
	} else if (len == 6 && memcmp(raw, "appKey", 6) == 0) {
		l->app = copy_text(l, value);
	} else if (len == 6 && memcmp(raw, "nodeId", 6) == 0) {
		l->node = copy_text(l, value);
	} else if (len == 9 && memcmp(raw, "sessionId", 9) == 0) {
		l->session = copy_text(l, value);
	} else if (len == 6 && memcmp(raw, "reason", 6) == 0) {
		l->reason = copy_text(l, value);
	} else if ((len == 5 && memcmp(raw, "slots", 5) == 0) ||
		   (len == 6 && memcmp(raw, "places", 6) == 0)) {
		/* "places" is the name of earlier versions. */
		read_slots(l, value);
	} else if ((len == 8 && memcmp(raw, "warnings", 8) == 0) ||
		   (len == 3 && memcmp(raw, "odd", 3) == 0)) {
		/* "odd" is the name of earlier versions. */
		l->warnings = count_items(l, value);
	} else if (len == 10 && memcmp(raw, "suppressed", 10) == 0) {
		long count = parse_number(l, value);

		l->suppressed =
		    count > 0 && count < SUPPRESSED_MAX ? (unsigned)count : 0;
	} else if (len == 6 && memcmp(raw, "purged", 6) == 0) {
		if (value->kind == JSON_OBJECT)
			l->purged = value;
	}
}

int
journal_line_read(struct journal_line *l, const char *line, size_t len)
{
	const struct json_token *root, *name, *value;
	struct json_scan scanned = l->scan;
	struct buffer strings = l->strings;

	*l = (struct journal_line){
		.scan = scanned,
		.strings = strings,
		.time = -1,
		.took = -1,
		.incoming = -1,
	};
	l->strings.len = 0;
	/* Never reallocated meanwhile: no text gets longer by decoding. */
	buffer_reserve(&l->strings, len + 64);
	l->scan.extra_depth = 1;
	if (json_scan(&l->scan, line, len))
		return -1;
	root = json_token_root(&l->scan);
	name = json_token_first(root);
	for (; name < json_token_end(&l->scan, root);
	     name = json_token_next(&l->scan, value)) {
		value = json_token_next(&l->scan, name);
		read_member(l, name, value);
	}
	return l->time < 0 || !l->hook || !l->hook[0] ? -1 : 0;
}

void
journal_line_free(struct journal_line *l)
{
	json_scan_free(&l->scan);
	buffer_free(&l->strings);
}
