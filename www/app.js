/* app - refreshes every part of the page once a second. */

import * as charts from './charts.js';
import { updateAges } from './clock.js';
import { byId, make, plain, setText } from './dom.js';
import * as feed from './feed.js';
import * as health from './health.js';
import * as ladder from './ladder.js';
import * as list from './list.js';

const SECOND = 1000;
/* Parts that change slowly are refreshed only every so many rounds. */
const RULES_EVERY = 3;
const CHARTS_EVERY = 10;

/* Shows an error until everything works again; null removes it. */
function showError(error) {
	const text = error ? `No answer: ${plain(error.message)}. Trying again.` : '';

	if (byId('error').textContent === text)
		return;
	byId('error').textContent = text;
	byId('error').className = error ? 'error bad' : 'error';
}

/* Waits for all promises, and shows the first error among them. */
async function waitForAll(promises) {
	const failed = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected');

	showError(failed ? failed.reason : null);
}

let round = 0;

async function refreshForever() {
	const began = performance.now();

	if (!document.hidden) {
		await waitForAll([
			health.refresh(), list.refresh(), feed.refresh(), ladder.refresh(),
			round % RULES_EVERY ? null : health.refreshRules(),
			round % CHARTS_EVERY ? null : charts.refresh(),
		]);
		round++;
	}
	setTimeout(refreshForever, Math.max(100, SECOND - (performance.now() - began)));
}

/* Downloads whole days of the viewer's zone; the API takes UTC. */
function downloadRecords(event) {
	const { since, until } = byId('download').elements;
	const end = new Date(`${until.value}T00:00:00`);
	const utc = (when) => when.toISOString().replace('.000', '');
	const range = { since: utc(new Date(`${since.value}T00:00:00`)) };

	event.preventDefault();
	end.setDate(end.getDate() + 1);
	/* The API refuses a time to come, because its records are not known. */
	if (end <= new Date())
		range.until = utc(end);
	/* A link, because a form would replace the page by an error. */
	make('a', {
		download: 'cdr.csv',
		href: `status/cdr.csv?${new URLSearchParams(range)}`,
	}).click();
}

function checkDays() {
	const { since, until } = byId('download').elements;

	until.setCustomValidity(until.value < since.value ? 'The last day is before the first.' : '');
}

function today() {
	const now = new Date();
	const part = (n) => String(n).padStart(2, '0');

	return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
}

list.start(showError);
feed.start(showError);
charts.start(showError);
byId('download').elements.since.value = today();
byId('download').elements.until.value = today();
byId('download').addEventListener('input', checkDays);
byId('download').addEventListener('submit', downloadRecords);
document.addEventListener('visibilitychange', () => { round = 0; });
setInterval(() => updateAges(document), SECOND);
refreshForever();
