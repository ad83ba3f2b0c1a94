/* replays - how often each signed hook came within a minute. */

#include "replays.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"

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
	uint64_t words[2];

	if (!r->sets)
		r->sets = calloc(REPLAYS_SETS, sizeof *r->sets);
	if (!r->sets)
		die(EXIT_TEMPORARY, "cannot remember signatures:");
	second += second == 0;
	memcpy(words, signature, sizeof words);
	e = find(&r->sets[words[0] % REPLAYS_SETS], words[1]);
	if (!e->second || e->signature != words[1] ||
	    second - e->second >= REPLAYS_SECONDS)
		*e = (struct replays_entry){ words[1], second, 0 };
	return e->count++;
}

void
replays_free(struct replays *r)
{
	free(r->sets);
	*r = (struct replays){ 0 };
}
