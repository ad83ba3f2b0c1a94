/* value_range - numbers, times of day, days of the week and dates. */

#include "value_range.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/json_scan.h"
#include "base/log.h"
#include "base/timestamp.h"

/* A longer text is no number; bytes. */
#define NUMBER_SIZE 64
/* Of a bound in a message; bytes. */
#define SHOWN_SIZE 64

static bool
read_number(const char *text, size_t len, double *number)
{
	char copy[NUMBER_SIZE];

	if (len == 0 || len >= sizeof copy || memchr(text, '\0', len) ||
	    !strchr("-0123456789", text[0]))
		return false;
	memcpy(copy, text, len);
	copy[len] = '\0';
	if (!json_scan_is_value(copy))
		return false;
	*number = strtod(copy, NULL);
	return true;
}

static bool
has_form(const char *text, size_t len, const char *form)
{
	size_t i;

	if (len != strlen(form))
		return false;
	for (i = 0; i < len; i++)
		if (form[i] == '0' ? !isdigit((unsigned char)text[i])
				   : text[i] != form[i])
			return false;
	return true;
}

static int
two_digits(const char *at)
{
	return (at[0] - '0') * 10 + at[1] - '0';
}

/* In minutes. */
static bool
read_time(const char *text, size_t len, double *number)
{
	int hour, minute;

	if (!has_form(text, len, "00:00"))
		return false;
	hour = two_digits(text);
	minute = two_digits(text + 3);
	*number = hour * 60 + minute;
	return minute < 60 && *number <= 24 * 60;
}

static bool
read_weekday(const char *text, size_t len, double *number)
{
	static const char *const days[] = { "Mon", "Tue", "Wed", "Thu",
					    "Fri", "Sat", "Sun" };
	size_t i;

	for (i = 0; i < sizeof days / sizeof *days; i++) {
		*number = (double)i;
		if (len == 3 && strncasecmp(text, days[i], len) == 0)
			return true;
	}
	return false;
}

/* In days. */
static bool
read_date(const char *text, size_t len, double *number)
{
	char copy[sizeof "2026-11-23T00:00:00Z"];
	timestamp t;

	if (!has_form(text, len, "0000-00-00"))
		return false;
	snprintf(copy, sizeof copy, "%.10sT00:00:00Z", text);
	t = timestamp_parse(copy);
	*number = (double)t;
	return t != -1;
}

bool
value_range_number(enum value_kind kind, const char *text, size_t len,
		   double *number)
{
	static bool (*const readers[])(const char *, size_t, double *) = {
		[VALUE_NUMBER] = read_number,
		[VALUE_TIME] = read_time,
		[VALUE_WEEKDAY] = read_weekday,
		[VALUE_DATE] = read_date,
	};

	return readers[kind](text, len, number);
}

/* Finds the kind of a bound. */
static bool
find_kind(struct value_range *r, const char *text)
{
	int kind;

	for (kind = VALUE_NUMBER; kind <= VALUE_DATE; kind++) {
		r->kind = (enum value_kind)kind;
		if (value_range_number(r->kind, text, strlen(text), &r->low))
			return true;
	}
	return false;
}

int
value_range_parse(struct value_range *r, const char *low, const char *high,
		  struct error *error)
{
	char shown[SHOWN_SIZE], shown_high[SHOWN_SIZE];

	log_escape(shown, sizeof shown, low);
	if (!find_kind(r, low))
		return error_set(error,
				 "\"%s\" is neither a number such as 5, nor a "
				 "time such as 08:00, a day such as Mon, or a "
				 "date such as 2026-12-24",
				 shown);
	r->high = r->low;
	if (!high)
		return 0;
	log_escape(shown_high, sizeof shown_high, high);
	if (!value_range_number(r->kind, high, strlen(high), &r->high))
		return error_set(error, "\"%s\" is of another kind than \"%s\"",
				 shown_high, shown);
	if (r->low > r->high &&
	    (r->kind == VALUE_NUMBER || r->kind == VALUE_DATE))
		return error_set(error, "\"%s\" is more than \"%s\"", shown,
				 shown_high);
	return 0;
}

bool
value_range_has(const struct value_range *r, double n)
{
	const bool is_below =
	    r->kind == VALUE_TIME ? n < r->high : n <= r->high;

	return r->low <= r->high ? n >= r->low && is_below
				 : n >= r->low || is_below;
}
