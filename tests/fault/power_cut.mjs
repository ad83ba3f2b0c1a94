/*
 * power_cut - after a power cut at any moment, whatever the disk then holds of what was not
 * synced: no answered hook is missing, no line is glued or lost, the index heals, and an
 * export has each call once.
 *
 *	node tests/fault/power_cut.mjs STATES [NAME]
 *
 * tries that many states of each command, spread over all; 0: all.  NAME: one command.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Disk } from './disk.mjs';
import { Site } from './site.mjs';
import { scenarios } from './scenarios.mjs';
import { traced } from './trace.mjs';

const [wanted, only] = [Number(process.argv[2] ?? 25), process.argv[3]];

/* Each point between operations, with what may be left then; what is the same, once. */
function* states(disk, operations) {
	const seen = new Set();
	let answered = '';

	disk.rewind();
	for (const [i, operation] of operations.entries()) {
		const over = i === operations.length - 1;

		disk.take(operation);
		if (operation.kind === 'answer')
			answered += operation.text;
		for (const cut of disk.cuts()) {
			const key = `${answered}${over}${disk.digest(cut[1], cut[2])}`;

			if (!seen.has(key))
				yield { i, cut, answered, over };
			seen.add(key);
		}
	}
}

function tryAll(scenario, scratch) {
	const directory = join(scratch, scenario.name.replaceAll(' ', '-'));

	mkdirSync(directory);
	const site = new Site(directory);

	scenario.prepare(site);
	const disk = new Disk(directory, `${directory}.kept`);
	const ran = traced(directory, scenario.command(site), site.environment);

	for (const operation of ran.operations)
		disk.take(operation);
	const bad = ran.code === 0 ? disk.differs() : `exit ${ran.code}: ${ran.out}${ran.err}`;

	if (bad)
		throw new Error(`${scenario.name}: ${bad}`);
	disk.keep();
	const count = [...states(disk, ran.operations)].length;
	const share = wanted === 0 ? 1 : Math.min(1, wanted / count);
	let n = 0, tried = 0, failures = 0;

	for (const { i, cut: [left, ofFile, ofDirectory], answered, over } of states(disk, ran.operations)) {
		if (Math.floor(++n * share) === Math.floor((n - 1) * share))
			continue;
		disk.restore(ofFile, ofDirectory);
		tried++;
		try {
			scenario.check(site, { answered, over });
		} catch (error) {
			const { kind, path } = ran.operations[i];

			failures++;
			console.log(`FAIL ${scenario.name}: after ${i}, ${kind} ${path}, ${left}: ${error.message}`);
		}
	}
	console.log(`${scenario.name}: ${tried} of ${count} states, ${failures} failures`);
	return failures;
}

const can = spawnSync('strace', ['-qq', '-o', '/dev/null', 'true']).status === 0;
const scratch = mkdtempSync(join(tmpdir(), 'echoapp-cut.'));
let failures = 0;

if (!can)
	console.log('left out: strace may not trace here');
try {
	for (const scenario of can ? scenarios : [])
		if (!only || scenario.name === only)
			failures += tryAll(scenario, scratch);
} finally {
	if (!process.env.KEEP)
		rmSync(scratch, { recursive: true });
}
process.exit(failures ? 1 : 0);
