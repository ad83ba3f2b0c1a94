/* quantity - bytes and spans of time for a person, with units. */

#include "quantity.h"

#include <stdio.h>

const char *
quantity_bytes(char into[QUANTITY_SIZE], int64_t bytes)
{
	static const char *const units[] = { "B", "kB", "MB", "GB", "TB" };
	double n = (double)bytes;
	size_t unit = 0;

	/* 999.95 would be printed as 1000.0. */
	while (unit + 1 < sizeof units / sizeof *units && n >= 999.95) {
		n /= 1000;
		unit++;
	}
	snprintf(into, QUANTITY_SIZE, unit && n < 99.95 ? "%.1f %s" : "%.0f %s",
		 n, units[unit]);
	return into;
}

void
quantity_add_bytes(struct buffer *out, int64_t bytes)
{
	char text[QUANTITY_SIZE];

	buffer_str(out, quantity_bytes(text, bytes));
}

void
quantity_add_span(struct buffer *out, int64_t span)
{
	const int64_t s = span / 1000000, min = s / 60, h = min / 60,
		      d = h / 24;

	if (s == 0 && span)
		buffer_printf(out, "%lld ms", (long long)(span / 1000));
	else if (min == 0)
		buffer_printf(out, "%lld s", (long long)s);
	else if (h == 0)
		buffer_printf(out, "%lld min %lld s", (long long)min,
			      (long long)(s % 60));
	else if (d == 0)
		buffer_printf(out, "%lld h %lld min", (long long)h,
			      (long long)(min % 60));
	else
		buffer_printf(out, "%lld d %lld h", (long long)d,
			      (long long)(h % 24));
}
