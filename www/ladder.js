/* ladder - a call, connection, stream, message or registration with all its hooks. */

import { get } from './api.js';
import { formatAge, timeElement } from './clock.js';
import { byId, make, plain, setFacts, setText, short } from './dom.js';
import { Rows } from './rows.js';

const plural = {
	call: 'calls', connection: 'connections', stream: 'streams',
	message: 'messages', registration: 'registrations',
};

const steps = new Rows(byId('steps'), null, [
	{ value: (s) => timeElement(s.time) },
	{ value: (s) => `+${s.after.toFixed(3)} s`, kind: 'number' },
	{ value: (s) => s.hook },
	{ value: (s) => s.status },
	{ value: (s) => s.http, kind: 'number' },
	{ value: (s) => s.info, kind: 'wide' },
], (s) => s.number);

let open = null;

/* A call has the name that its record has (callid). */
const idOf = (entity) => entity.callid ?? entity.id;

/* Fills the dialog. */
function render(entity) {
	const from = entity.history.length ? Date.parse(entity.history[0].time) : 0;

	setText(byId('detail-title'), short(`${open.about} ${idOf(entity)}`, 300));
	setFacts(byId('detail-facts'), [
		['Status', entity.live ? `${entity.status}, live` : entity.status],
		['From', entity.src], ['To', entity.dst], ['Name shown', entity.clid],
		['Direction', entity.direction], ['App', entity.app],
		['Begun', timeElement(entity.start)], ['Answered', entity.answer && timeElement(entity.answer)],
		['Ended', entity.end && timeElement(entity.end)],
		['Age', formatAge(entity.start, entity.end)],
		['Info', entity.info], ['Rule', entity.rule], ['Connection', entity.connection],
	].filter(([, value]) => value));
	steps.show(entity.history.map((step, number) => ({
		...step, number, after: (Date.parse(step.time) - from) / 1000,
	})));
}

/* The API lists all with this id: other connections may have one, too. */
async function load() {
	const requested = open;
	const { rows } = await get(`${plural[open.about]}/${encodeURIComponent(open.id)}`, {}, true);

	if (requested === open)
		render(rows.find((one) => idOf(one) === open.id && one.connection === open.connection) ?? rows[0]);
}

async function openDialog(about, id, connection) {
	open = { about, id, connection };
	steps.clear();
	byId('detail-title').textContent = short(`${about} ${id}`, 300);
	byId('detail-facts').replaceChildren();
	if (!byId('detail').open)
		byId('detail').showModal();
	try {
		await load();
	} catch (error) {
		setFacts(byId('detail-facts'), [['Error', error.message]]);
	}
}

/* Follows the entity while the dialog is open. */
export async function refresh() {
	if (open && byId('detail').open)
		await load();
}

export function button(about, id, connection) {
	const element = make('button', {
		type: 'button', textContent: 'Show', title: short(`${about} ${id}`, 1000),
	});

	element.setAttribute('aria-label', `Show ${about} ${plain(id).slice(0, 80)}`);
	element.addEventListener('click', () => openDialog(about, id, connection));
	return element;
}

byId('detail-close').addEventListener('click', () => byId('detail').close());
byId('detail').addEventListener('click', (event) => {
	/* A click on the backdrop has the dialog itself as its target. */
	if (event.target === byId('detail'))
		byId('detail').close();
});
byId('detail').addEventListener('close', () => { open = null; });
