/* app - refreshes the parts of the page when something changed. */

import * as changes from './changes.js';
import * as charts from './charts.js';
import { updateAges } from './clock.js';
import * as detail from './detail.js';
import { byId, make, plain, setText } from './dom.js';
import * as feed from './feed.js';
import * as health from './health.js';
import * as limits from './limits.js';
import * as list from './list.js';
import * as refusals from './refusals.js';
import * as tab from './tab.js';

const SECOND = 1000;

/* What is refreshed every so many seconds; a call's own page needs less. */
const parts = (list) => list.map(([every, refresh]) => ({ every: every * SECOND, refresh, began: -Infinity }));
const overview = parts([
	[1, health.refresh], [1, list.refresh], [1, feed.refresh],
	[15, limits.refreshRules], [3, refusals.refresh], [3, limits.refresh],
	[3, charts.refreshLive], [10, charts.refresh],
]);
const single = parts([[1, health.refresh], [1, detail.refresh], [15, limits.refreshRules]]);

/* The server's answers may be older than a change by so much. */
const SETTLES = 2 * SECOND;
/* Without a change parts are refreshed so often, because time goes on. */
const QUIET = 5 * SECOND;

/* Shows an error until everything works again; null removes it. */
function showError(error) {
	const text = error ? `No answer: ${plain(error.message)}. Trying again. The page shows what was known before.` : '';

	tab.setLost(error !== null);
	document.body.classList.toggle('lost', error !== null);
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

/* Without word of changes a part is refreshed whenever it is time. */
function isDue({ every, began }) {
	const age = performance.now() - began;
	const changed = changes.lastChange();

	/* A timer may be a little early. */
	if (age < every - 50)
		return false;
	return changed === undefined || began < changed + SETTLES || age >= QUIET;
}

let timer;
let refreshedAt = -Infinity;
let isBusy = false;

async function refreshDue() {
	clearTimeout(timer);
	if (isBusy)
		return;
	isBusy = true;
	if (!document.hidden) {
		const due = (detail.isOpen() ? single : overview).filter(isDue);

		if (due.length) {
			refreshedAt = performance.now();
			for (const part of due)
				part.began = refreshedAt;
			await waitForAll(due.map(({ refresh }) => refresh()));
		}
	}
	isBusy = false;
	timer = setTimeout(refreshDue, Math.max(100, SECOND - (performance.now() - refreshedAt) % SECOND));
}

/* At once, but not more than once a second. */
function refreshSoon() {
	clearTimeout(timer);
	timer = setTimeout(refreshDue, Math.max(0, SECOND - (performance.now() - refreshedAt)));
}

/* What becomes visible is refreshed at once. */
function refreshAll() {
	for (const part of [...overview, ...single])
		part.began = -Infinity;
	refreshedAt = -Infinity;
	refreshSoon();
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
detail.start(refreshAll);
byId('download').elements.since.value = today();
byId('download').elements.until.value = today();
byId('download').addEventListener('input', checkDays);
byId('download').addEventListener('submit', downloadRecords);
document.addEventListener('visibilitychange', refreshAll);
setInterval(() => updateAges(document), SECOND);
/* The texts of rules come first, because other parts show them. */
limits.refreshRules().catch(() => { /* the first round tells of it */ }).then(refreshDue);
changes.start(refreshSoon);
