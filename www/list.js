/* list - connections, calls, streams and messages, a page at a time. */

import { get } from './api.js';
import { age, time } from './clock.js';
import { at, choice, make, say, show, values } from './dom.js';
import { button } from './ladder.js';
import { Rows } from './rows.js';

const kinds = {
	calls: { about: 'call', title: 'Calls', src: 'From', dst: 'To', direction: true, age: true },
	connections: { about: 'connection', title: 'Connections', src: 'User', dst: 'Domain', age: true },
	registrations: { about: 'registration', title: 'Registrations', src: 'User', dst: 'Domain', age: true },
	streams: { about: 'stream', title: 'Streams', src: 'Name', age: true },
	messages: { about: 'message', title: 'Messages', src: 'From', dst: 'To', direction: true, age: true },
};

/* What goes on has an age that ticks. */
function ageOf(one) {
	if (!one.live)
		return age(one.start, one.end ?? one.last);
	const element = make('span', { textContent: age(one.start) });
	element.dataset.since = one.start;
	return element;
}

function columns(kind) {
	return [
		{ title: 'History', value: (one) => button(kind.about, one.id, one.connection) },
		{ title: 'Begun', value: (one) => time(one.start) },
		{ title: 'Age', value: ageOf, kind: 'number' },
		{ title: kind.src, value: (one) => one.src },
		kind.dst && { title: kind.dst, value: (one) => one.dst },
		kind.direction && { title: 'Way', value: (one) => one.direction },
		{ title: 'Status', value: (one) => one.status },
		{ title: 'App', value: (one) => one.app },
		{ title: 'Info', value: (one) => one.rule ? `${one.info ?? ''} (${one.rule})` : one.info, kind: 'wide' },
	].filter(Boolean);
}

let name = 'calls';
let search = {};
let cursors = []; /* of the pages up to this one; none is needed for the first */
let next = null;

const keyOf = (one) => `${one.connection ?? ''} ${one.id}`;
const rows = new Rows(at('list'), at('list-head'), columns(kinds[name]), keyOf);

export async function refresh() {
	const asked = `${name} ${cursors.at(-1)} ${JSON.stringify(search)}`;
	const answer = await get(name, { ...search, cursor: cursors.at(-1), limit: '50' });

	/* Something else is wanted by now. */
	if (asked !== `${name} ${cursors.at(-1)} ${JSON.stringify(search)}`)
		return;
	next = answer.next;
	rows.show(answer.rows, (one) => (one.live ? 'live' : ''));
	show(at('list-none'), answer.rows.length === 0);
	at('newest').disabled = at('newer').disabled = cursors.length === 0;
	at('older').disabled = !next;
	say(at('page'), `Page ${cursors.length + 1}`);
}

let told = () => {};
const again = () => refresh().catch((error) => told(error));

function restart() {
	cursors = [];
	at('list-frame').scrollTop = 0;
	return again();
}

export function start(onError) {
	told = onError;
	choice(at('kinds'), 'kind', (kind) => {
		name = kind;
		rows.setColumns(columns(kinds[name]));
		say(at('list-caption'), `${kinds[name].title}, newest first`);
		restart();
	});
	at('search').addEventListener('submit', (event) => {
		event.preventDefault();
		search = values(at('search'));
		search.live = at('search').elements.live.checked ? 'yes' : '';
		restart();
	});
	at('search').elements.live.addEventListener('change', () => at('search').requestSubmit());
	at('newest').addEventListener('click', restart);
	at('newer').addEventListener('click', () => {
		cursors.pop();
		again();
	});
	at('older').addEventListener('click', () => {
		if (next)
			cursors.push(next);
		at('list-frame').scrollTop = 0;
		again();
	});
}
