/* plot - draws lines over time with Chart.js. */

import { formatUtc } from './clock.js';
import { byId } from './dom.js';

const charts = {};
const colors = {};

/* A colour of style.css, kept, because to ask for it takes long. */
function color(name) {
	colors[name] ??= getComputedStyle(document.documentElement).getPropertyValue(name).trim();
	return colors[name];
}

export function forgetColors() {
	for (const name of Object.keys(colors))
		delete colors[name];
}

const clock = { hour: '2-digit', minute: '2-digit', hour12: false };
const day = { month: '2-digit', day: '2-digit' };

/* The time of a point. */
function labelFormat(span) {
	return new Intl.DateTimeFormat(undefined, span === 'month' ? { ...day, ...clock }
		: span === '15min' ? { ...clock, second: '2-digit' } : clock);
}

/* Between the times on an axis there are round numbers of minutes or days. */
const MINUTE = 60000;
const DAY = 1440 * MINUTE;
const steps = [...[1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720].map((n) => n * MINUTE),
	...[1, 2, 5, 10].map((n) => n * DAY)];
/* Room for a time; CSS pixels. */
const TICK_WIDTH = 64;

/*
 * The texts of an axis, in the local time zone: "" where there is none.  The
 * first point at or after a round time has one.
 */
export function axisTexts(moments, width) {
	const local = moments.map((when) => when.getTime() - when.getTimezoneOffset() * MINUTE);
	const room = Math.max(1, Math.floor(width / TICK_WIDTH));
	const step = steps.find((ms) => (local.at(-1) - local[0]) / ms < room) ?? steps.at(-1);
	const format = new Intl.DateTimeFormat(undefined, step < DAY ? clock : day);
	const part = (ms) => Math.floor(ms / step);

	return local.map((ms, i) => (i ? part(ms) !== part(local[i - 1]) : ms % step === 0)
		? format.format(moments[i]) : '');
}

function dataset([label, data], i, filled) {
	const line = color(`--series-${i + 1}`);

	return {
		label, data, borderColor: line, backgroundColor: filled ? color('--fill') : line, borderWidth: 2,
		/* One or two points make no line that can be seen. */
		pointRadius: data.filter((n) => n !== null).length < 3 ? 3 : 0,
		borderDash: i ? [5, 3] : [], pointHitRadius: 8, spanGaps: false, tension: 0,
		fill: filled, stepped: filled,
	};
}

function options(unit, moments) {
	const axis = (more) => ({
		ticks: { color: color('--quiet'), maxTicksLimit: 6, maxRotation: 0, ...more },
		grid: { color: color('--line') },
	});
	let texts = [];
	const time = {
		autoSkip: false, maxTicksLimit: moments.length,
		callback(_, i) {
			if (i === 0)
				texts = axisTexts(moments, this.chart.width);
			/* Chart.js draws no line at a tick without a text. */
			return texts[i] || null;
		},
	};

	return {
		animation: false, responsive: true, maintainAspectRatio: false,
		interaction: { mode: 'index', intersect: false },
		scales: { x: axis(time), y: { ...axis({ precision: unit ? undefined : 0, callback: (v) => `${+v.toPrecision(3)}${unit}` }), beginAtZero: true, suggestedMax: 1 } },
		plugins: {
			legend: { display: false }, /* it is HTML */
			tooltip: { callbacks: { title: ([{ dataIndex, label }]) =>
				`${label} (${formatUtc(moments[dataIndex].toISOString().slice(0, 16))})` } },
		},
	};
}

/* Draws sets of [label, values], a value for each moment. */
export function draw(id, { sets, moments, unit, span, filled = false }) {
	const labels = moments.map(labelFormat(span).format);
	const datasets = sets.map((set, i) => dataset(set, i, filled));
	const look = options(unit, moments);

	if (!globalThis.Chart)
		return;
	if (charts[id]) {
		Object.assign(charts[id].data, { labels, datasets });
		charts[id].options = look;
		charts[id].update('none');
		return;
	}
	charts[id] = new globalThis.Chart(byId(id), { type: 'line', data: { labels, datasets }, options: look });
}

/* Calls redraw() when the colours change: by day, by night, on paper. */
export function show(redraw) {
	for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'])
		matchMedia(query).addEventListener('change', () => {
			forgetColors();
			redraw();
		});
}
