/* health - what is live, and whether all is well. */

import { get } from './api.js';
import { formatTime, timeElement } from './clock.js';
import { byId, make, plain, setFacts, setText, setVisible } from './dom.js';
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
	let element = byId(id);

	if (!element) {
		element = make('dd', { id });
		byId('tiles').append(make('div', {}, make('dt', { textContent: name }), element));
	}
	setText(element, value);
}

/* [time, hooks so far] over the last seconds. */
const samples = [];
const RATE_SECONDS = 10;

function rate(hooks) {
	const when = performance.now() / 1000;

	samples.push([when, (hooks?.answered ?? 0) + (hooks?.refused ?? 0)]);
	while (samples.length > 2 && when - samples[1][0] >= RATE_SECONDS)
		samples.shift();
	const [first, last] = [samples[0], samples.at(-1)];
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

function renderFacts(h) {
	const { configuration, auth, rules, journal, index, hooks } = h;

	setFacts(byId('facts'), [
		['Configuration', configuration.good ? 'good' : `${configuration.error}${
			configuration.in_force ? '; the last good version is in force' : ''}`],
		rules && ['Rules', rules.good ? `${rules.rules}, good` : rules.error],
		auth && ['Authentication', auth.good ? auth.by : auth.error],
		journal && ['Journal', `${journal.days ?? 0} ${journal.days === 1 ? 'day' : 'days'}, ${bytes(journal.bytes ?? 0)}${
			journal.writable ? '' : ', cannot be written'}`],
		journal?.last_line && ['Last line', timeElement(journal.last_line)],
		index && ['Index', index.there
			? `${index.whole ? 'complete' : 'being built'}, ${bytes(Math.max(0, index.lag_bytes))} behind the journal`
			: 'not there yet'],
		hooks && ['Hooks', `${number.format(hooks.answered)} answered, ${number.format(hooks.refused)} refused, ${
			number.format(hooks.warnings)} with warnings`],
		hooks && ['Not recorded', number.format(hooks.lost)],
		hooks && ['Unreadable lines', number.format(hooks.unreadable)],
	].filter(Boolean));
	byId('problems').replaceChildren(...h.problems.map(
		(text) => make('li', { className: 'bad', textContent: plain(text) })));
	setText(byId('version'), plain(h.version));
}

/* The command to try: echoappctl, as it is called here, knows the usual address. */
function exampleCommand(tool) {
	const usual = ['http://127.0.0.1:9091', 'http://localhost:9091'].includes(location.origin);

	return `${tool} play call${usual ? '' : ` --url ${location.origin}/EchoApp`}`;
}

let last = null;

export async function refresh() {
	const h = await get('health');
	const perSecond = rate(h.hooks);

	setText(byId('fresh'), `Updated ${formatTime(new Date())}`);
	if (h === last) {
		tile('Hooks per second', perSecond);
		return;
	}
	last = h;
	const count = h.problems.length;
	setText(byId('well'), h.well ? 'All is well' : `${count} problem${count > 1 ? 's' : ''}`);
	byId('well').className = `pill ${h.well ? 'good' : 'bad'}`;
	tiles(h, perSecond);
	renderFacts(h);
	setText(byId('command'), exampleCommand(plain(h.tool)));
	setVisible(byId('empty'), !h.hooks || h.hooks.answered + h.hooks.refused === 0);
}

const rules = new Rows(byId('rules'), null, [
	{ value: (r) => r.rule ?? 'none: the request was malformed' },
	{ value: (r) => r.hook },
	{ value: (r) => r.http, kind: 'number' },
	{ value: (r) => number.format(r.count), kind: 'number' },
	{ value: (r) => timeElement(r.last) },
], (r) => `${r.rule} ${r.hook} ${r.http}`);

export async function refreshRules() {
	const answer = await get('refusals');

	rules.show(answer.rows);
	setVisible(byId('rules-none'), answer.rows.length === 0);
}
