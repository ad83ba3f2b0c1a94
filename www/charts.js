/* charts - calls, hooks and answer times over time. */

import { get, now } from './api.js';
import { formatUtc } from './clock.js';
import { byId, onChoice, setText } from './dom.js';

/* A last point that is younger is left out; seconds. */
const YOUNGEST = 5;

let span = 'hour';
const charts = {};

const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function labelFormat() {
	return new Intl.DateTimeFormat(undefined, span === 'month'
		? { month: '2-digit', day: '2-digit', hour: '2-digit' }
		: { hour: '2-digit', minute: '2-digit', hour12: false });
}

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
	const when = all.map((_, i) => new Date(from + i * data.step * 1000));
	return {
		moments: when,
		labels: when.map(labelFormat().format),
		calls: [['Calls per minute', all.map((p, i) => p[1] * 60 / seconds(i))]],
		hooks: [['Hooks per second', all.map((p, i) => p[2] / seconds(i))],
			['Refused per second', all.map((p, i) => p[3] / seconds(i))]],
		times: [['p50', all.map((p) => p[4] === null ? null : p[4] / 1000)],
			['p99', all.map((p) => p[5] === null ? null : p[5] / 1000)]],
	};
}

function dataset([label, data], i) {
	const color = style(`--series-${i + 1}`);

	return {
		label, data, borderColor: color, backgroundColor: color, borderWidth: 2,
		/* One or two points make no line that can be seen. */
		pointRadius: data.filter((n) => n !== null).length < 3 ? 3 : 0,
		borderDash: i ? [5, 3] : [], pointHitRadius: 8, spanGaps: false, tension: 0,
	};
}

function options(unit, legend) {
	const axis = (more) => ({
		ticks: { color: style('--quiet'), maxTicksLimit: 6, maxRotation: 0, ...more },
		grid: { color: style('--line') },
	});

	return {
		animation: false, responsive: true, maintainAspectRatio: false,
		interaction: { mode: 'index', intersect: false },
		scales: { x: axis(), y: { ...axis({ callback: (v) => `${+v.toPrecision(3)}${unit}` }), beginAtZero: true } },
		plugins: {
			legend: { display: legend, labels: { color: style('--text'), boxHeight: 2 } },
			tooltip: { callbacks: { title: ([{ dataIndex, label }]) =>
				`${label} (${formatUtc(moments[dataIndex].toISOString().slice(0, 16))})` } },
		},
	};
}

function draw(name, unit, labels, sets) {
	const canvas = byId(`plot-${name}`);
	const datasets = sets.map(dataset);

	if (!globalThis.Chart)
		return;
	if (charts[name]) {
		Object.assign(charts[name].data, { labels, datasets });
		charts[name].options = options(unit, sets.length > 1);
		charts[name].update('none');
		return;
	}
	charts[name] = new globalThis.Chart(canvas, {
		type: 'line', data: { labels, datasets }, options: options(unit, sets.length > 1),
	});
}

/* Describes a chart in words, for screen readers too. */
function describe(name, unit, sets) {
	const text = sets.map(([label, data]) => {
		const known = data.filter((n) => n !== null);
		const show = (n) => `${+n.toPrecision(3)}${unit}`;

		if (!known.length)
			return `${label}: none`;
		return `${label}: ${show(known.at(-1))} last, ${show(Math.max(...known))} at most`;
	}).join('; ');

	setText(byId(`sum-${name}`), text);
	if (byId(`plot-${name}`).getAttribute('aria-label') !== text)
		byId(`plot-${name}`).setAttribute('aria-label', text);
}

/* The time of each point, for tooltips. */
let moments = [];
let last = null;

function drawAll(data) {
	const all = series(data);

	last = data;
	moments = all.moments;
	for (const [name, unit] of [['calls', ''], ['hooks', ''], ['times', ' ms']]) {
		draw(name, unit, all.labels, all[name]);
		describe(name, unit, all[name]);
	}
}

export async function refresh() {
	const requested = span;
	const data = await get('series', { span });

	if (requested === span && data !== last)
		drawAll(data);
}

export function start(onError) {
	onChoice(byId('spans'), 'span', (chosen) => {
		span = chosen;
		refresh().catch(onError);
	});
	matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
		if (last)
			drawAll(last);
	});
}
