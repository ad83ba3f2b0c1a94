/*
 * fuzz_time - any text as a time, in any time zone, for libFuzzer.
 *
 * An input is the name of a zone up to a NUL, and a time.  It is an error if a
 * time is not read back from what is written, or if a name that is no name of a
 * zone is accepted.
 */

#include <stdlib.h>
#include <string.h>

#include "base/time_text.h"
#include "base/time_zone.h"
#include "fuzz/support/fuzz.h"

/* 2026-11-23T10:48:07Z */
#define NOW INT64_C(1795430887000000)

static void
check_written(timestamp t)
{
	char text[TIME_TEXT_SIZE], utc[TIMESTAMP_SIZE];
	timestamp again = -1;

	MUST(time_text_format(text, t) == strlen(text));
	MUST(time_text_parse_at(text, NOW, &again) == 0 && again == t);
	timestamp_format(utc, sizeof utc, t);
	MUST(timestamp_parse(utc) == t);
	MUST(time_text_short(text, t, 3) == strlen(text));
}

/* A later local time is never earlier, and midnight is of the same day. */
static void
check_zone(timestamp t)
{
	const timestamp day = INT64_C(86400) * TIMESTAMP_SECOND;
	timestamp midnight = time_zone_midnight(t);

	MUST(midnight <= t && t - midnight <= day + day / 2);
	MUST(time_zone_from_local(t) <=
	     time_zone_from_local(t + TIMESTAMP_SECOND));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	char *zone = fuzz_string(&in), *text = fuzz_string(&in);
	struct error e = { 0 };
	timestamp t = -1;

	time_zone_use("UTC", &e);
	if (time_zone_use(zone, &e))
		MUST(e.text[0]);
	else
		MUST(time_zone_is_name(zone) && zone[0] != '/');
	if (time_text_parse_at(text, NOW, &t) == 0) {
		MUST(t >= 0);
		check_written(t);
		check_zone(t);
	}
	t = timestamp_parse(text);
	if (t >= 0)
		check_zone(t);
	free(text);
	free(zone);
	return 0;
}
