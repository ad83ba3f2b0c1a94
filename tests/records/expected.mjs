/* expected - what a call of the model has to look like, and helpers of the comparison. */

import { timeouts } from './model.mjs';
import { MINUTE, text } from './times.mjs';

/* The columns that the model knows; `revision` and the ids are checked apart. */
export const columns = ['src', 'dst', 'dcontext', 'clid', 'direction', 'start', 'answer', 'end', 'duration', 'billsec',
	'disposition', 'hangup', 'info', 'rule', 'transferred_by', 'transferred_to', 'transfer', 'node', 'session', 'app'];
export const names = new Set(['src', 'dst', 'clid', 'transferred_by', 'transferred_to', 'info']);
const times = new Set(['start', 'answer', 'end']);

export class Mismatch extends Error {
	/* `kind` is the same for faults of one kind. */
	constructor(leg, kind, message) {
		super(message);
		Object.assign(this, { leg, kind });
	}
}

export const written = (expected, column) => (times.has(column) ? text(expected[column]) : expected[column]);
/* What a correction is: other values, but not names that were erased. */
export const essence = (expected) => columns.filter((column) => !names.has(column))
	.map((column) => written(expected, column)).join('|');

export function grouped(list, key) {
	const groups = new Map();

	for (const one of list)
		groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
	return groups;
}

export const erasable = ['caller', 'callee', 'target', 'visibleName', 'sipLogin'];

/* Does a call go on after a date, as purge has it?  Then it stays whole. */
export function goesOn({ lines, expected }, before) {
	const at = lines.map(({ time }) => time);
	const since = before - 2 * MINUTE;

	return Math.min(...at) < before + 2 * MINUTE
		&& (!expected || Math.max(expected.end, expected.final - timeouts.final, ...at) >= since);
}
