/* replays - how often each signed hook came within a minute. */

#include "replays.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"

/* Another process counts for less than a microsecond, unless it was killed. */
#define LOCK_TRIES 1000

static void
lock(struct replays_set *set)
{
	unsigned tries;

	for (tries = 0;
	     tries < LOCK_TRIES && atomic_exchange(&set->taken, true); tries++)
		sched_yield();
}

static void
unlock(struct replays_set *set)
{
	atomic_store(&set->taken, false);
}

/* The entry of the signature, or the one of its set that makes room. */
static struct replays_entry *
find(struct replays_set *set, uint64_t signature)
{
	struct replays_entry *oldest = &set->at[0];
	unsigned i;

	for (i = 0; i < REPLAYS_WAYS; i++) {
		if (set->at[i].second && set->at[i].signature == signature)
			return &set->at[i];
		if (set->at[i].second < oldest->second)
			oldest = &set->at[i];
	}
	return oldest;
}

unsigned
replays_count(struct replays *r, const uint8_t signature[DIGEST_MD5],
	      uint32_t second)
{
	struct replays_entry *e;
	struct replays_set *set;
	uint64_t words[2];
	unsigned before;

	if (!r->sets)
		r->sets = calloc(REPLAYS_SETS, sizeof *r->sets);
	if (!r->sets)
		die(EXIT_TEMPORARY, "cannot remember signatures:");
	second += second == 0;
	memcpy(words, signature, sizeof words);
	set = &r->sets[words[0] % REPLAYS_SETS];
	lock(set);
	e = find(set, words[1]);
	if (!e->second || e->signature != words[1] ||
	    second - e->second >= REPLAYS_SECONDS)
		*e = (struct replays_entry){ words[1], second, 0 };
	before = e->count++;
	unlock(set);
	return before;
}

void
replays_borrow(struct replays *r, struct replays_set *sets)
{
	*r = (struct replays){ .sets = sets, .is_borrowed = true };
}

void
replays_free(struct replays *r)
{
	if (!r->is_borrowed)
		free(r->sets);
	*r = (struct replays){ 0 };
}
