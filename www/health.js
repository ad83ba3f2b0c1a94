/* health - how much there is, and is all well? */

import { get } from './api.js';
import { time, words } from './clock.js';
import { at, facts, make, plain, say, show } from './dom.js';
import { Rows } from './rows.js';

const number = new Intl.NumberFormat();

function bytes(n) {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let unit = 0;

	for (; n >= 1000 && unit < units.length - 1; unit++)
		n /= 1000;
	return `${n < 10 && unit ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

const yes = (flag) => (flag ? 'yes' : 'no');

function tile(name, value) {
	const id = `tile-${name.replace(/\W+/g, '-')}`;
	let element = at(id);

	if (!element) {
		element = make('dd', { id });
		at('tiles').append(make('div', {}, make('dt', { textContent: name }), element));
	}
	say(element, value);
}

/* Hooks in all, as it was seen over the last seconds. */
const seen = [];
const OVER = 10;

function rate(hooks) {
	const when = performance.now() / 1000;

	seen.push([when, (hooks?.answered ?? 0) + (hooks?.refused ?? 0)]);
	while (seen.length > 2 && when - seen[1][0] >= OVER)
		seen.shift();
	const [first, last] = [seen[0], seen.at(-1)];
	return last[0] > first[0]
		? Math.max(0, (last[1] - first[1]) / (last[0] - first[0])).toFixed(1) : '–';
}

function tiles({ live, hooks }, perSecond) {
	tile('Connections', number.format(live?.connection ?? 0));
	tile('Registrations', number.format(live?.registration ?? 0));
	tile('Calls', number.format(live?.call ?? 0));
	tile('Streams', number.format(live?.stream ?? 0));
	tile('Hooks per second', perSecond);
	tile('Refused', number.format(hooks?.refused ?? 0));
}

function tell(h) {
	const { configuration, auth, rules, journal, index, hooks } = h;

	facts(at('facts'), [
		['Configuration', configuration.good ? 'good' : `${configuration.error}${
			configuration.in_force ? '; the version of before is in force' : ''}`],
		rules && ['Rules', rules.good ? `${rules.rules}, good` : rules.error],
		auth && ['Authentication', auth.good ? auth.by : auth.error],
		journal && ['Journal', `${journal.days ?? 0} ${journal.days === 1 ? 'day' : 'days'}, ${bytes(journal.bytes ?? 0)}${
			journal.writable ? '' : ', cannot be written'}`],
		journal?.last_line && ['Last line', time(journal.last_line)],
		index && ['Index', index.there
			? `${index.whole ? 'whole' : 'being made'}, ${bytes(Math.max(0, index.lag_bytes))} behind the journal`
			: 'not there yet'],
		hooks && ['Hooks', `${number.format(hooks.answered)} answered, ${number.format(hooks.refused)} refused, ${
			number.format(hooks.warnings)} with warnings`],
		hooks && ['Could not be recorded', number.format(hooks.lost)],
		hooks && ['Lines that are none', number.format(hooks.unreadable)],
	].filter(Boolean));
	at('problems').replaceChildren(...h.problems.map(
		(text) => make('li', { className: 'bad', textContent: plain(text) })));
	say(at('version'), plain(h.version));
}

let last = null;

export async function refresh() {
	const h = await get('health');
	const now = rate(h.hooks);

	say(at('fresh'), `Updated ${words(new Date())}`);
	if (h === last) {
		tile('Hooks per second', now);
		return;
	}
	last = h;
	const count = h.problems.length;
	say(at('well'), h.well ? 'All is well' : `${count} problem${count > 1 ? 's' : ''}`);
	at('well').className = `pill ${h.well ? 'good' : 'bad'}`;
	tiles(h, now);
	tell(h);
	show(at('empty'), !h.hooks || h.hooks.answered + h.hooks.refused === 0);
}

const rules = new Rows(at('rules'), null, [
	{ value: (r) => r.rule ?? 'none: it was no proper hook' },
	{ value: (r) => r.hook },
	{ value: (r) => r.http, kind: 'number' },
	{ value: (r) => number.format(r.count), kind: 'number' },
	{ value: (r) => time(r.last) },
], (r) => `${r.rule} ${r.hook} ${r.http}`);

export async function refreshRules() {
	const answer = await get('refusals');

	rules.show(answer.rows);
	show(at('rules-none'), answer.rows.length === 0);
}
