/* app - has every part of the page follow what happens. */

import * as charts from './charts.js';
import { tick } from './clock.js';
import { at, make, plain, say } from './dom.js';
import * as feed from './feed.js';
import * as health from './health.js';
import * as ladder from './ladder.js';
import * as list from './list.js';

const SECOND = 1000;
/* Turns between two looks at what changes slowly. */
const RULES = 3;
const CHARTS = 10;

/* Errors are said once, and taken back when all is well again. */
function tell(error) {
	const words = error ? `No answer: ${plain(error.message)}. Trying again.` : '';

	if (at('said').textContent === words)
		return;
	at('said').textContent = words;
	at('said').className = error ? 'said bad' : 'said';
}

async function settle(promises) {
	const failed = (await Promise.allSettled(promises)).find(({ status }) => status === 'rejected');

	tell(failed ? failed.reason : null);
}

let turn = 0;

async function follow() {
	const began = performance.now();

	if (!document.hidden) {
		await settle([
			health.refresh(), list.refresh(), feed.refresh(), ladder.refresh(),
			turn % RULES ? null : health.refreshRules(),
			turn % CHARTS ? null : charts.refresh(),
		]);
		turn++;
	}
	setTimeout(follow, Math.max(100, SECOND - (performance.now() - began)));
}

/* A whole day, as the viewer has it, is asked for in UTC. */
function download(event) {
	const { since, until } = at('download').elements;
	const end = new Date(`${until.value}T00:00:00`);
	const utc = (when) => when.toISOString().replace('.000', '');

	event.preventDefault();
	end.setDate(end.getDate() + 1);
	/* Whatever is answered, the page stays. */
	make('a', {
		download: 'cdr.csv',
		href: `status/cdr.csv?${new URLSearchParams({
			since: utc(new Date(`${since.value}T00:00:00`)), until: utc(end),
		})}`,
	}).click();
}

function check() {
	const { since, until } = at('download').elements;

	until.setCustomValidity(until.value < since.value ? 'This is before the first day.' : '');
}

/* echoappctl knows one address by itself. */
function command() {
	const usual = ['http://127.0.0.1:9091', 'http://localhost:9091'].includes(location.origin);

	return `tools/echoappctl play call${usual ? '' : ` --url ${location.origin}/EchoApp`}`;
}

function today() {
	const now = new Date();
	const part = (n) => String(n).padStart(2, '0');

	return `${now.getFullYear()}-${part(now.getMonth() + 1)}-${part(now.getDate())}`;
}

list.start(tell);
feed.start(tell);
charts.start(tell);
at('download').elements.since.value = today();
at('download').elements.until.value = today();
at('download').addEventListener('input', check);
at('download').addEventListener('submit', download);
say(at('command'), command());
document.addEventListener('visibilitychange', () => { turn = 0; });
setInterval(() => tick(document), SECOND);
follow();
