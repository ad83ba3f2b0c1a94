/* ladder - one of them, with every hook about it. */

import { get } from './api.js';
import { age, time } from './clock.js';
import { at, facts, make, plain, say, short } from './dom.js';
import { Rows } from './rows.js';

const plural = {
	call: 'calls', connection: 'connections', stream: 'streams',
	message: 'messages', registration: 'registrations',
};

const steps = new Rows(at('steps'), null, [
	{ value: (s) => time(s.time) },
	{ value: (s) => `+${s.after.toFixed(3)} s`, kind: 'number' },
	{ value: (s) => s.hook },
	{ value: (s) => s.status },
	{ value: (s) => s.http, kind: 'number' },
	{ value: (s) => s.info, kind: 'wide' },
], (s) => s.number);

let open = null;

function tell(one) {
	const from = one.history.length ? Date.parse(one.history[0].time) : 0;

	say(at('one-title'), short(`${open.about} ${one.id}`, 300));
	facts(at('one-facts'), [
		['Status', one.live ? `${one.status}, live` : one.status],
		['From', one.src], ['To', one.dst], ['Name shown', one.clid],
		['Direction', one.direction], ['App', one.app],
		['Begun', time(one.start)], ['Answered', one.answered && time(one.answered)],
		['Ended', one.end && time(one.end)],
		['Age', age(one.start, one.end)],
		['Info', one.info], ['Rule', one.rule], ['Connection', one.connection],
	].filter(([, value]) => value));
	steps.show(one.history.map((step, number) => ({
		...step, number, after: (Date.parse(step.time) - from) / 1000,
	})));
}

/* Others may have the same id, in other connections. */
async function ask() {
	const asked = open;
	const { rows } = await get(`${plural[open.about]}/${encodeURIComponent(open.id)}`, {}, true);

	if (asked === open)
		tell(rows.find(({ connection }) => connection === open.connection) ?? rows[0]);
}

async function show(about, id, connection) {
	open = { about, id, connection };
	steps.clear();
	at('one-title').textContent = short(`${about} ${id}`, 300);
	at('one-facts').replaceChildren();
	if (!at('one').open)
		at('one').showModal();
	try {
		await ask();
	} catch (error) {
		facts(at('one-facts'), [['Error', error.message]]);
	}
}

/* While it is open it goes on. */
export async function refresh() {
	if (open && at('one').open)
		await ask();
}

export function button(about, id, connection) {
	const element = make('button', {
		type: 'button', textContent: 'Show', title: short(`${about} ${id}`, 1000),
	});

	element.setAttribute('aria-label', `Show ${about} ${plain(id).slice(0, 80)}`);
	element.addEventListener('click', () => show(about, id, connection));
	return element;
}

at('one-close').addEventListener('click', () => at('one').close());
at('one').addEventListener('click', (event) => {
	/* Beside it, that is. */
	if (event.target === at('one'))
		at('one').close();
});
at('one').addEventListener('close', () => { open = null; });
