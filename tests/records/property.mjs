/*
 * property - random calls, with all that can happen to their hooks and to the records,
 * against a model.
 *
 *	node tests/records/property.mjs CALLS [SEED]
 *
 * The seeds are 1, 2, ..., and a new one at last.  It prints a seed that fails, with the
 * lines and commands of the shortest case that it finds with the same fault.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { calls } from './calls.mjs';
import { events } from './events.mjs';
import { Mismatch } from './expected.mjs';
import { Life } from './life.mjs';
import { Machine } from './machine.mjs';
import { lines } from './network.mjs';
import { Random } from './random.mjs';
import { reduced, story } from './reduce.mjs';
import { DAY, HOUR, MINUTE, midnight, parsed } from './times.mjs';

const BEGIN = parsed('2026-03-01T15:00:00.000000Z');
const LENGTH = 2 * DAY + 10 * HOUR;
/* Calls of one life. */
const CALLS = 500;
const EVENTS = 40;

/*
 * The clock of a life: it may be set back once, but not over midnight, because nobody can
 * tell then which line of a call came first.
 */
function clockOf(random) {
	const set = random.chance(0.5) ? BEGIN + random.between(5 * HOUR, LENGTH) : null;
	const wanted = random.between(10 * MINUTE, 4 * HOUR);
	const back = set === null ? 0 : Math.min(wanted, set - midnight(set));

	return { set, at: (moment) => (set !== null && moment >= set ? moment - back : moment) };
}

/* The plan of a life: what happens follows from the seed alone. */
export function plan(seed, count) {
	const random = new Random(seed);
	const clock = clockOf(random);
	const made = calls(random, count, BEGIN, BEGIN + LENGTH, clock.set === null);
	const all = lines(random, made, clock);

	return {
		clock, legs: made.legs, lines: all, end: all.at(-1).written + 12 * HOUR,
		events: events(random, EVENTS, BEGIN, BEGIN + LENGTH + 8 * HOUR, all, clock),
	};
}

/* Lives through a plan; returns the mismatch, or null. */
export function live({ clock, legs, lines: all, events: happen, end }) {
	const directory = mkdtempSync(join(tmpdir(), 'records-'));
	const copy = all.map((line) => ({ ...line }));

	try {
		const life = new Life(new Machine(directory), { clock, legs, lines: copy });

		for (const event of happen)
			life.happen(event);
		life.finish(end);
		return null;
	} catch (error) {
		if (!(error instanceof Mismatch) && !/^echoappctl/.test(error.message))
			throw error;
		return error;
	} finally {
		rmSync(directory, { recursive: true });
	}
}

function main([wanted, given]) {
	const count = Math.min(CALLS, Number(wanted));
	const lives = Math.ceil(Number(wanted) / count);
	const last = Number(given ?? Math.floor(Math.random() * 2 ** 32));
	let legs = 0;

	for (let i = 1; i <= lives; i++) {
		const seed = i < lives ? i : last;
		const made = plan(seed, count);
		const wrong = live(made);

		legs += made.legs.length;
		if (wrong) {
			console.log(`seed ${seed}, ${count} calls: ${wrong.message}\n`);
			console.log(story(reduced(made, wrong, live), live));
			return 1;
		}
	}
	console.log(`${legs} calls, the last seed ${last}: each is in the exports once, as the model has it`);
	return 0;
}

if (process.argv[1] === new URL(import.meta.url).pathname)
	process.exitCode = main(process.argv.slice(2));
