/* health - whether all is well, and how much is live. */

import { get } from './api.js';
import { formatTime, timeElement } from './clock.js';
import { byId, make, plain, setFacts, setText, setVisible } from './dom.js';
import * as tab from './tab.js';
import { tile } from './tiles.js';

const number = new Intl.NumberFormat();

function bytes(n) {
	const units = ['B', 'kB', 'MB', 'GB', 'TB'];
	let unit = 0;

	for (; n >= 1000 && unit < units.length - 1; unit++)
		n /= 1000;
	return `${n < 10 && unit ? n.toFixed(1) : Math.round(n)} ${units[unit]}`;
}

/* A reader's fold leaves the lines of the last moment; bytes. */
const LAG_SHOWN = 65536;

/* [time, hooks so far] over the last seconds. */
const samples = [];
const RATE_SECONDS = 10;

function rate(hooks) {
	const when = performance.now() / 1000;

	samples.push([when, (hooks?.answered ?? 0) + (hooks?.refused ?? 0)]);
	while (samples.length > 2 && when - samples[1][0] >= RATE_SECONDS)
		samples.shift();
	const [first, last] = [samples[0], samples.at(-1)];

	/* One sample makes no rate. */
	if (last[0] - first[0] < 0.5)
		return '–';
	return Math.max(0, (last[1] - first[1]) / (last[0] - first[0])).toFixed(1);
}

function tiles({ live }, perSecond) {
	setText(byId('tile-Calls'), number.format(live?.call ?? 0));
	tile('Hooks per second', perSecond);
	tile('Connections', number.format(live?.connection ?? 0));
	tile('Registrations', number.format(live?.registration ?? 0));
	tile('Streams', number.format(live?.stream ?? 0));
}

function renderFacts(h) {
	const { configuration, auth, rules, journal, index, hooks } = h;

	setFacts(byId('facts'), [
		['Configuration', configuration.good ? 'good' : `${configuration.error}${
			configuration.in_force ? '; the last good version is in force' : ''}`, !configuration.good],
		rules && ['Rules', rules.good ? `${rules.rules}, good` : rules.error, !rules.good],
		auth && ['Authentication', auth.good ? auth.by : auth.error, !auth.good],
		journal && ['Journal', `${journal.days ?? 0} ${journal.days === 1 ? 'day' : 'days'}, ${bytes(journal.bytes ?? 0)}${
			journal.writable ? '' : ', cannot be written'}`, !journal.writable],
		journal?.last_line && ['Last line', timeElement(journal.last_line)],
		index && ['Index', !index.there ? 'not there yet' : !index.whole ? 'being built'
			: index.lag_bytes > LAG_SHOWN ? `${bytes(index.lag_bytes)} behind the journal` : 'up to date'],
		hooks && ['Hooks', `${number.format(hooks.answered)} answered, ${number.format(hooks.refused)} refused, ${
			number.format(hooks.warnings)} with warnings`],
		hooks && ['Not recorded', number.format(hooks.lost), hooks.lost > 0],
		hooks && ['Unreadable lines', number.format(hooks.unreadable), hooks.unreadable > 0],
	].filter(Boolean));
	setText(byId('version'), plain(h.version));
}

/* The command to try: echoappctl, as it is called here, knows the usual address. */
function exampleCommand(tool) {
	const usual = ['http://127.0.0.1:9091', 'http://localhost:9091'].includes(location.origin);

	return `${tool} play call${usual ? '' : ` --url ${location.origin}/EchoApp`}`;
}

/* Moments within a sentence, in the viewer's zone. */
const localTimes = (text) => text.replace(/\b\d{4}-\d\d-\d\dT[\d:.]+Z\b/g, (moment) => formatTime(moment));

/* The banner is read out when its text changes, so it stays as it is else. */
function renderVerdict(h) {
	const count = h.problems.length;
	const problems = h.well ? '' : h.problems.map(plain).map(localTimes).join('\n');

	setText(byId('well'), h.well ? 'All is well' : `${count} problem${count > 1 ? 's' : ''}`);
	byId('well').className = `pill ${h.well ? 'good' : 'bad'}`;
	if (byId('problems').dataset.shown === problems)
		return;
	byId('problems').dataset.shown = problems;
	setText(byId('banner-title'), `Not well: ${count} problem${count > 1 ? 's' : ''}`);
	byId('problems').replaceChildren(...h.problems.map((text) => make('li', { textContent: localTimes(plain(text)) })));
	setVisible(byId('banner'), !h.well);
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
	renderVerdict(h);
	tiles(h, perSecond);
	renderFacts(h);
	setText(byId('command'), exampleCommand(plain(h.tool)));
	setVisible(byId('empty'), !h.hooks || h.hooks.answered + h.hooks.refused === 0);
	tab.setState(h.live?.call ?? 0, h.well ? '' : h.problems[0] ?? '');
}
