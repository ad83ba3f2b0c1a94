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

/* Two digits, or -1. */
static int
two(const char *at)
{
	if (at[0] < '0' || at[0] > '9' || at[1] < '0' || at[1] > '9')
		return -1;
	return (at[0] - '0') * 10 + at[1] - '0';
}

/* Days since the epoch of a date in the Gregorian calendar. */
static int64_t
days(int year, int month, int day)
{
	int64_t y = year - (month <= 2), era = y / 400, of_era = y - era * 400;
	int64_t of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 +
	       of_year - 719468;
}

static int
days_in(int year, int month)
{
	static const int all[] = { 31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31 };
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return all[month - 1] + (month == 2 && leap);
}

/* Z, or +hh:mm to the east of Greenwich; seconds, or -1 for what is none. */
static int
read_zone(const char *t, int *east)
{
	int hours, minutes;

	*east = 0;
	if ((*t | 32) == 'z')
		return t[1] ? -1 : 0;
	if ((*t != '+' && *t != '-') || (hours = two(t + 1)) < 0 ||
	    hours > 23 || t[3] != ':' || (minutes = two(t + 4)) < 0 ||
	    minutes > 59 || t[6])
		return -1;
	*east = (hours * 60 + minutes) * (*t == '-' ? -60 : 60);
	return 0;
}

moment
moment_read(const char *t)
{
	int century, year, month, day, hour, minute, second, east, digits = 0;
	moment micros = 0;

	/* Each part is looked at only when the one before it is there. */
	if ((century = two(t)) < 0 || (year = two(t + 2)) < 0 || t[4] != '-' ||
	    (month = two(t + 5)) < 1 || month > 12 || t[7] != '-' ||
	    (day = two(t + 8)) < 1 || (t[10] | 32) != 't' ||
	    (hour = two(t + 11)) < 0 || hour > 23 || t[13] != ':' ||
	    (minute = two(t + 14)) < 0 || minute > 59 || t[16] != ':' ||
	    (second = two(t + 17)) < 0 || second > 60)
		return -1;
	year += century * 100;
	t += 19;
	if (*t == '.') {
		for (t++; *t >= '0' && *t <= '9'; t++)
			if (digits++ < 6)
				micros = micros * 10 + *t - '0';
		if (digits == 0)
			return -1;
		for (; digits < 6; digits++)
			micros *= 10;
	}
	if (day > days_in(year, month) || read_zone(t, &east))
		return -1;
	return (days(year, month, day) * 86400 + INT64_C(3600) * hour +
		INT64_C(60) * minute + second - east) *
		   1000000 +
	       micros;
}

/* Of a number below a hundred. */
static char *
put_two(char *at, unsigned value)
{
	static const char digits[] = "0001020304050607080910111213141516171819"
				     "2021222324252627282930313233343536373839"
				     "4041424344454647484950515253545556575859"
				     "6061626364656667686970717273747576777879"
				     "8081828384858687888990919293949596979899";

	memcpy(at, digits + 2 * (size_t)value, 2);
	return at + 2;
}

/* The date of a day counted from the epoch, in the Gregorian calendar. */
static char *
put_date(char *at, int64_t day)
{
	int64_t z = day + 719468, era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t of_era = z - era * 146097;
	int64_t year =
	    (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t m = (5 * of_year + 2) / 153;
	unsigned civil = (unsigned)(year + era * 400 + (m >= 10)) % 10000;

	at = put_two(put_two(at, civil / 100), civil % 100);
	*at++ = '-';
	at = put_two(at, (unsigned)(m < 10 ? m + 3 : m - 9));
	*at++ = '-';
	return put_two(at, (unsigned)(of_year - (153 * m + 2) / 5 + 1));
}

/* By hand: strftime() would be half the work of printing a day's calls. */
void
moment_write(char *into, size_t size, moment m)
{
	const moment day = INT64_C(86400000000);
	static char date[10]; /* mostly it is the same again */
	static moment midnight = -1;
	unsigned second, rest;
	moment at;

	if (size < MOMENT_SIZE)
		return;
	if (midnight < 0 || m < midnight || m - midnight >= day) {
		midnight = m - (m % day + day) % day;
		put_date(date, midnight / day);
	}
	at = m - midnight;
	second = (unsigned)(at / 1000000);
	rest = (unsigned)(at % 1000000);
	memcpy(into, date, sizeof date);
	into += sizeof date;
	*into++ = 'T';
	into = put_two(into, second / 3600);
	*into++ = ':';
	into = put_two(into, second / 60 % 60);
	*into++ = ':';
	into = put_two(into, second % 60);
	*into++ = '.';
	into = put_two(into, rest / 10000);
	into = put_two(into, rest / 100 % 100);
	into = put_two(into, rest % 100);
	memcpy(into, "Z", 2);
}

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
