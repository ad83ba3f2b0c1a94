/* refusals - what was refused, by which rule, and why. */

import { get, now } from './api.js';
import { timeElement } from './clock.js';
import { byId, make, plain, setVisible } from './dom.js';
import { reasonOf } from './feed.js';
import { ruleText } from './limits.js';
import { Rows } from './rows.js';

const number = new Intl.NumberFormat();

/* What was refused within so many seconds is refused now. */
export const RECENT = 300;

const isRecent = ({ last }) => now() - Date.parse(last) < RECENT * 1000;

const names = {
	auth: 'The sender was not authenticated', trusted: 'The sender is in no trusted network',
};

/* The reason in words, and below it the rule. */
function why({ rule, hook }) {
	const text = ruleText(rule);
	const reason = reasonOf(rule, hook) ?? names[rule] ?? text.match(/ reason "(.*)"$/)?.[1] ?? '';
	const place = rule ?? 'no rule: the request was no valid hook';

	return make('span', {}, plain(reason || place),
		make('small', { textContent: plain(reason ? `${place}${text ? `: ${text}` : ''}` : text) }));
}

const rows = new Rows(byId('rules'), null, [
	{ value: why, kind: 'wide' },
	{ value: (r) => r.hook, kind: 'more' },
	{ value: (r) => r.http, kind: 'number more' },
	{ value: (r) => number.format(r.count), kind: 'number' },
	{ value: (r) => timeElement(r.last) },
], (r) => `${r.rule} ${r.hook} ${r.http}`);

export async function refresh() {
	const answer = await get('refusals');

	rows.show(answer.rows, (r) => (isRecent(r) ? 'now' : ''));
	setVisible(byId('rules-none'), answer.rows.length === 0);
}
