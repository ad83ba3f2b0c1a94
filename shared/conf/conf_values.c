/* conf_values - reads the values of echoapp.conf. */

#include "conf_values.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int
conf_values_bytes(size_t *into, const char *value, size_t low, size_t high)
{
	char *end;
	unsigned long long n;

	if (!isdigit((unsigned char)value[0]))
		return -1;
	errno = 0;
	n = strtoull(value, &end, 10);
	if (errno || n > high)
		return -1;
	if (*end == 'k') {
		n <<= 10;
		end++;
	} else if (*end == 'M') {
		n <<= 20;
		end++;
	}
	if (*end || n < low || n > high)
		return -1;
	*into = n;
	return 0;
}

int
conf_values_count(unsigned *into, const char *value, unsigned low,
		  unsigned high)
{
	char *end;
	unsigned long n;

	if (!isdigit((unsigned char)value[0]))
		return -1;
	errno = 0;
	n = strtoul(value, &end, 10);
	if (errno || *end || n < low || n > high)
		return -1;
	*into = (unsigned)n;
	return 0;
}

int
conf_values_choice(bool *into, const char *value, const char *no,
		   const char *yes)
{
	if (strcmp(value, no) != 0 && strcmp(value, yes) != 0)
		return -1;
	*into = strcmp(value, yes) == 0;
	return 0;
}

const char *
conf_values_next_word(const char *at, size_t *len)
{
	at += strspn(at, " \t,");
	*len = strcspn(at, " \t,");
	return *len ? at : NULL;
}

void
conf_values_each_word(struct name_set *n, const char *value,
		      void (*each)(struct name_set *, const char *, size_t))
{
	size_t len;

	for (; (value = conf_values_next_word(value, &len)); value += len)
		each(n, value, len);
}

int
conf_values_duration(int64_t *into, const char *value)
{
	static const char units[] = "smhd";
	static const int64_t seconds[] = { 1, 60, 3600, 86400 };
	const int64_t year = INT64_C(365) * 86400;
	const char *unit;
	char *end;
	long n;

	if (!isdigit((unsigned char)value[0]))
		return -1;
	errno = 0;
	n = strtol(value, &end, 10);
	unit = *end ? strchr(units, *end) : NULL;
	if (errno || !unit || end[1] || n < 1 ||
	    n > year / seconds[unit - units])
		return -1;
	*into = n * seconds[unit - units];
	return 0;
}
