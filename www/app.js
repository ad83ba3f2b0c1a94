/* app - refreshes every part of the page once a second. */

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

/* What is refreshed every so many rounds; a call's own page needs less. */
const overview = [
	[1, health.refresh], [1, list.refresh], [1, feed.refresh],
	[15, limits.refreshRules], [3, refusals.refresh], [3, limits.refresh],
	[3, charts.refreshLive], [10, charts.refresh],
];
const single = [[1, health.refresh], [1, detail.refresh], [15, limits.refreshRules]];

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

let round = 0;

async function refreshForever() {
	const began = performance.now();

	if (!document.hidden) {
		const parts = detail.isOpen() ? single : overview;

		await waitForAll(parts.map(([every, refresh]) => (round % every ? null : refresh())));
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
/* What becomes visible is refreshed at once. */
detail.start(() => { round = 0; });
byId('download').elements.since.value = today();
byId('download').elements.until.value = today();
byId('download').addEventListener('input', checkDays);
byId('download').addEventListener('submit', downloadRecords);
document.addEventListener('visibilitychange', () => { round = 0; });
setInterval(() => updateAges(document), SECOND);
/* The texts of rules come first, because other parts show them. */
limits.refreshRules().catch(() => { /* the first round tells of it */ }).then(refreshForever);
