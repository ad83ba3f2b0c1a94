/* events - what happens to an installation, and when. */

import { MINUTE, MS, SECOND } from './times.mjs';

const happenings = ['cursor', 'cursor', 'cursor', 'span', 'span', 'all', 'fold', 'fold', 'reindex', 'remove',
	'counters', 'purge'];

/*
 * A random list of what happens between two moments, often just after a line, and just
 * before and after the clock is set back.
 */
export function events(random, count, from, to, lines, clock) {
	const all = Array.from({ length: count }, () => ({
		at: random.chance(0.6) ? random.pick(lines).written + random.between(0, 800 * MS) : random.between(from, to),
		what: random.pick(happenings), back: random.between(0, 1),
	}));

	if (random.chance(0.5))
		all.push({ at: random.between(from, to), what: 'erase', user: String(10001 + random.between(0, 39)) });
	if (clock.set !== null)
		all.push({ at: clock.set - random.between(SECOND, 5 * MINUTE), what: 'fold' },
			{ at: clock.set + random.between(0, 5 * MINUTE), what: 'cursor' });
	return all.sort((a, b) => a.at - b.at);
}
