/* charts - calls, hooks and response times over time. */

import { get, now } from './api.js';
import { formatDuration } from './clock.js';
import { byId, make, onChoice, setText } from './dom.js';
import { draw, forgetColors, show } from './plot.js';
import { tile } from './tiles.js';

/* A last point that is younger is left out; seconds. */
const YOUNGEST = 5;
/* What was refused within so many minutes is refused now. */
const RECENT_MINUTES = 5;

let span = '15min';

const names = { '15min': '15 minutes', hour: 'hour', day: 'day', month: 'month' };
const number = new Intl.NumberFormat();

/*
 * The lines of each chart; a point of the API is
 * [n, calls, hooks, refused, p50, p99].
 */
function series(data) {
	const from = Date.parse(data.from);
	const all = Array.from({ length: data.count }, () => [0, 0, 0, 0, null, null]);

	for (const point of data.points)
		if (point[0] < all.length)
			all[point[0]] = point;
	/* The last point is not over, and its first seconds say little. */
	let lastSeconds = (now() - from) / 1000 - (data.count - 1) * data.step;
	if (lastSeconds < YOUNGEST) {
		all.pop();
		lastSeconds = data.step;
	}
	const seconds = (i) => (i === data.count - 1 ? Math.min(lastSeconds, data.step) : data.step);
	return {
		moments: all.map((_, i) => new Date(from + i * data.step * 1000)),
		calls: [['Calls per minute', all.map((p, i) => p[1] * 60 / seconds(i))]],
		hooks: [['Hooks', all.map((p, i) => p[2] / seconds(i))],
			['Refused', all.map((p, i) => p[3] / seconds(i))]],
		times: [['Median', all.map((p) => (p[4] === null ? null : p[4] / 1000))],
			['99 %', all.map((p) => (p[5] === null ? null : p[5] / 1000))]],
		first: data.points.length ? data.points[0][0] : all.length,
	};
}

/*
 * After a start there is nothing to see of most of a span: leaves out the time
 * before the first hook, but for a quarter of the span.
 */
function withoutEmptyBegin(all) {
	const count = all.moments.length;
	const keep = Math.max(Math.ceil(count / 4), count - all.first + 1);
	const cut = (sets) => sets.map(([label, data]) => [label, data.slice(-keep)]);

	return { moments: all.moments.slice(-keep), calls: cut(all.calls), hooks: cut(all.hooks), times: cut(all.times) };
}

const precise = (n) => (n >= 100 ? number.format(Math.round(n)) : String(+n.toPrecision(2)));

/* "now 9 · peak 189" beside the line's colour, and for screen readers, too. */
function describe(name, unit, sets) {
	const texts = sets.map(([label, data]) => {
		const known = data.filter((n) => n !== null);
		const prefix = sets.length > 1 ? `${label}: ` : '';

		return known.length
			? `${prefix}now ${precise(known.at(-1))}${unit} · peak ${precise(Math.max(...known))}${unit}`
			: `${prefix}none`;
	});
	const text = texts.join('; ');

	if (byId(`plot-${name}`).getAttribute('aria-label') === text)
		return;
	byId(`plot-${name}`).setAttribute('aria-label', text);
	byId(`sum-${name}`).replaceChildren(...texts.map((one, i) =>
		make('li', {}, make('span', { className: `swatch series-${i + 1}` }), one)));
}

let last = null;

function drawAll(data) {
	const all = withoutEmptyBegin(series(data));

	last = data;
	for (const [name, unit] of [['calls', ''], ['hooks', ''], ['times', ' ms']]) {
		draw(`plot-${name}`, { sets: all[name], moments: all.moments, unit, span });
		describe(name, unit, all[name]);
	}
}

/* Of the last minutes, whatever span is shown. */
function showRecent({ points, count }) {
	const last = points.at(-1)?.[5];

	const refused = points.filter(([n]) => n >= count - RECENT_MINUTES)
		.reduce((sum, point) => sum + point[3], 0);

	tile('Refused', number.format(refused),
		{ note: `hooks, last ${RECENT_MINUTES} minutes`, bad: refused > 0 });
	tile('Time to answer', last === undefined || last === null ? '–' : `${precise(last / 1000)} ms`,
		{ note: '99 % of hooks, last minute' });
}

export async function refresh() {
	const requested = span;
	const data = await get('series', { span });

	if (requested === span && data !== last)
		drawAll(data);
}

const failures = [['BUSY', 'busy'], ['FAILED', 'failed'], ['NO ANSWER', 'not answered'], ['DENIED', 'denied'], ['STALE', 'without an end']];

function showOutcome({ dispositions, ended, answer_rate: rate, mean_billsec: mean }) {
	const what = `last ${names[span === 'month' ? 'day' : span]}`;
	const tried = ended - dispositions.DENIED;
	const failed = failures.filter(([name]) => dispositions[name])
		.map(([name, words]) => `${number.format(dispositions[name])} ${words}`);

	tile('Answered', rate === null ? '–' : `${Math.round(rate * 100)} %`,
		{ note: tried ? `${number.format(dispositions.ANSWERED)} of ${number.format(tried)}, ${what}` : `no call ended, ${what}` });
	tile('Mean duration', mean === null ? '–' : formatDuration(mean), { note: `talked, ${what}` });
	setText(byId('failing'), failed.length ? `Calls of the ${what}: ${failed.join(', ')}.`
		: `No call failed in the ${what}.`);
}

let lastTraffic = null;

function drawLive(data) {
	const from = Date.parse(data.from);
	/* The last point is the most of a time that is not over; now is after it. */
	const moments = data.points.map((_, i) => new Date(from + i * data.step * 1000)).concat(new Date(now()));
	const live = [...data.points, data.live];
	const begun = data.points.findIndex((n) => n);
	const keep = Math.max(Math.ceil(data.count / 4), begun < 0 ? 0 : data.count - begun + 1) + 1;
	const sum = `peak ${number.format(data.peak)}`;

	lastTraffic = data;
	draw('plot-live', { sets: [['Live calls', live.slice(-keep)]], moments: moments.slice(-keep), unit: '', span, filled: true });
	setText(byId('sum-live'), sum);
	byId('plot-live').setAttribute('aria-label', `Live calls: now ${data.live}, ${sum}`);
	showOutcome(data);
}

/* Live calls are known for a day; the month shows that day. */
export async function refreshLive() {
	const requested = span;
	const [data, minutes] = await Promise.all([
		get('traffic', { span: span === 'month' ? 'day' : span }), get('series', { span: '15min' })]);

	if (requested === span && data !== lastTraffic)
		drawLive(data);
	showRecent(minutes);
}

export function start(onError) {
	show(() => {
		if (last)
			drawAll(last);
		if (lastTraffic)
			drawLive(lastTraffic);
	});
	onChoice(byId('spans'), 'span', (chosen) => {
		span = chosen;
		last = lastTraffic = null;
		forgetColors();
		Promise.all([refresh(), refreshLive()]).catch(onError);
	});
}
