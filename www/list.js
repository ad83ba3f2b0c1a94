/* list - connections, calls, streams and messages, a page at a time. */

import { get } from './api.js';
import { formatAge, timeElement } from './clock.js';
import { byId, formValues, make, onChoice, setText, setVisible } from './dom.js';
import { button } from './ladder.js';
import { Rows } from './rows.js';

const kinds = {
	calls: { about: 'call', title: 'Calls', src: 'From', dst: 'To', direction: true, age: true },
	connections: { about: 'connection', title: 'Connections', src: 'User', dst: 'Domain', age: true },
	registrations: { about: 'registration', title: 'Registrations', src: 'User', dst: 'Domain', age: true },
	streams: { about: 'stream', title: 'Streams', src: 'Name', age: true },
	messages: { about: 'message', title: 'Messages', src: 'From', dst: 'To', direction: true, age: true },
};

/* The age of a live entity counts up (updateAges() in clock.js). */
function ageOf(entity) {
	if (!entity.live)
		return formatAge(entity.start, entity.end);
	const element = make('span', { textContent: formatAge(entity.start) });
	if (entity.start)
		element.dataset.since = entity.start;
	return element;
}

function columns(kind) {
	return [
		{ title: 'History', value: (one) => button(kind.about, one.callid ?? one.id, one.connection) },
		{ title: 'Begun', value: (one) => timeElement(one.start) },
		{ title: 'Age', value: ageOf, kind: 'number' },
		{ title: kind.src, value: (one) => one.src },
		kind.dst && { title: kind.dst, value: (one) => one.dst },
		kind.direction && { title: 'Direction', value: (one) => one.direction },
		{ title: 'Status', value: (one) => one.status },
		{ title: 'App', value: (one) => one.app },
		{ title: 'Info', value: (one) => one.rule ? `${one.info ?? ''} (${one.rule})` : one.info, kind: 'wide' },
	].filter(Boolean);
}

/* What the list shows. */
const view = {
	kind: 'calls',
	search: {},
	cursors: [], /* of the pages up to this one; the first page needs none */
	next: null, /* the cursor of the next page, if there is one */
};

const keyOf = (one) => `${one.connection ?? ''} ${one.callid ?? one.id}`;
const rows = new Rows(byId('list'), byId('list-head'), columns(kinds[view.kind]), keyOf);

export async function refresh() {
	const key = () => JSON.stringify([view.kind, view.search, view.cursors.at(-1)]);
	const requested = key();
	const answer = await get(view.kind, { ...view.search, cursor: view.cursors.at(-1), limit: '50' });

	/* The operator chose another list meanwhile. */
	if (requested !== key())
		return;
	view.next = answer.next;
	rows.show(answer.rows, (one) => (one.live ? 'live' : ''));
	setVisible(byId('list-none'), answer.rows.length === 0);
	byId('newest').disabled = byId('newer').disabled = view.cursors.length === 0;
	byId('older').disabled = !view.next;
	setText(byId('page'), `Page ${view.cursors.length + 1}`);
}

let showError = () => {};
const refreshNow = () => refresh().catch((error) => showError(error));

function firstPage() {
	view.cursors = [];
	byId('list-frame').scrollTop = 0;
	refreshNow();
}

export function start(onError) {
	showError = onError;
	onChoice(byId('kinds'), 'kind', (kind) => {
		view.kind = kind;
		rows.setColumns(columns(kinds[kind]));
		setText(byId('list-caption'), `${kinds[kind].title}, newest first`);
		firstPage();
	});
	byId('search').addEventListener('submit', (event) => {
		event.preventDefault();
		view.search = formValues(byId('search'));
		view.search.live = byId('search').elements.live.checked ? 'yes' : '';
		firstPage();
	});
	byId('search').elements.live.addEventListener('change', () => byId('search').requestSubmit());
	byId('newest').addEventListener('click', firstPage);
	byId('newer').addEventListener('click', () => {
		view.cursors.pop();
		refreshNow();
	});
	byId('older').addEventListener('click', () => {
		if (view.next)
			view.cursors.push(view.next);
		byId('list-frame').scrollTop = 0;
		refreshNow();
	});
}
