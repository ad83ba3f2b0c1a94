/* deadline - until when this process waits for other processes. */

#include "deadline.h"

#include <stdint.h>
#include <time.h>

#include "monotonic.h"

/* The first naps are short, because most locks are held for microseconds. */
#define SHORT_NAPS 5
#define SHORT_NAP_MS 1
#define NAP_MS 5

static struct {
	long ms; /* DEADLINE_NONE: there is none */
	bool runs, passed;
	int64_t end; /* once it runs; milliseconds of CLOCK_MONOTONIC */
} deadline = { .ms = DEADLINE_NONE };

void
deadline_set(long ms)
{
	deadline.ms = ms;
	deadline_renew();
}

void
deadline_renew(void)
{
	deadline.runs = deadline.passed = false;
}

long
deadline_left(long otherwise)
{
	int64_t now, left;

	if (deadline.ms == DEADLINE_NONE)
		return otherwise;
	now = monotonic_now() / 1000;
	if (!deadline.runs)
		deadline.end = now + deadline.ms;
	deadline.runs = true;
	left = deadline.end - now;
	deadline.passed = deadline.passed || left <= 0;
	return left > 0 ? (long)left : 0;
}

bool
deadline_has_passed(void)
{
	return deadline.passed;
}

bool
deadline_nap(int tries)
{
	long ms = tries < SHORT_NAPS ? SHORT_NAP_MS : NAP_MS;
	long left = deadline_left(ms);

	if (left < ms)
		ms = left;
	if (ms == 0)
		return false;
	nanosleep(&(struct timespec){ .tv_nsec = ms * 1000000L }, NULL);
	return true;
}
