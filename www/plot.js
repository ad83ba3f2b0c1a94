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

function labelFormat(span) {
	const clock = { hour: '2-digit', minute: '2-digit', hour12: false };

	return new Intl.DateTimeFormat(undefined, span === 'month' ? { month: '2-digit', day: '2-digit', hour: '2-digit' }
		: span === '15min' ? { ...clock, second: '2-digit' } : clock);
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

function options(unit, legend, moments) {
	const axis = (more) => ({
		ticks: { color: color('--quiet'), maxTicksLimit: 6, maxRotation: 0, ...more },
		grid: { color: color('--line') },
	});

	return {
		animation: false, responsive: true, maintainAspectRatio: false,
		interaction: { mode: 'index', intersect: false },
		scales: { x: axis(), y: { ...axis({ precision: unit ? undefined : 0, callback: (v) => `${+v.toPrecision(3)}${unit}` }), beginAtZero: true, suggestedMax: 1 } },
		plugins: {
			legend: { display: legend, labels: { color: color('--text'), usePointStyle: true, pointStyle: 'line', boxWidth: 28 } },
			tooltip: { callbacks: { title: ([{ dataIndex, label }]) =>
				`${label} (${formatUtc(moments[dataIndex].toISOString().slice(0, 16))})` } },
		},
	};
}

/* Draws sets of [label, values], a value for each moment. */
export function draw(id, { sets, moments, unit, span, filled = false }) {
	const labels = moments.map(labelFormat(span).format);
	const datasets = sets.map((set, i) => dataset(set, i, filled));
	const look = options(unit, sets.length > 1, moments);

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
