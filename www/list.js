/* list - connections, calls, streams and messages, a page at a time. */

import { get } from './api.js';
import { formatAge, formatTime, timeElement } from './clock.js';
import { byId, formValues, make, onChoice, setText, setVisible, short } from './dom.js';
import { Hold } from './hold.js';
import { idOf, link } from './links.js';
import { Rows } from './rows.js';

const kinds = {
	calls: { about: 'call', title: 'calls', src: 'From', dst: 'To', direction: true },
	connections: { about: 'connection', title: 'connections', src: 'User', dst: 'Domain' },
	registrations: { about: 'registration', title: 'registrations', src: 'User', dst: 'Domain' },
	streams: { about: 'stream', title: 'streams', src: 'Name' },
	/* A message is never live. */
	messages: { about: 'message', title: 'messages', src: 'From', dst: 'To', direction: true, passes: true },
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

/* A rule `limit HOOK lasting` says how long it may be live. */
function statusOf({ status, over }) {
	if (!over)
		return status;
	return make('span', {}, `${short(status)} `, make('strong', {
		className: 'over', textContent: 'over its time', title: `since ${formatTime(over)}`,
	}));
}

function columns(kind) {
	return [
		{ title: kind.src, sort: 'src', value: (one) => link(kind.about, one, one.src ?? idOf(one)) },
		kind.dst && { title: kind.dst, sort: 'dst', value: (one) => one.dst },
		kind.direction && { title: 'Direction', sort: 'direction', value: (one) => one.direction },
		{ title: 'Status', sort: 'status', value: statusOf },
		{ title: 'Started', sort: 'start', value: (one) => timeElement(one.start) },
		/* The longest began first. */
		{ title: 'Duration', sort: 'age', value: ageOf, kind: 'number' },
		{ title: 'App', sort: 'app', value: (one) => one.app, kind: 'app' },
		{ title: 'Info', sort: 'info', value: (one) => one.rule ? `${one.info ?? ''} (${one.rule})` : one.info, kind: 'wide', optional: true },
	].filter(Boolean);
}

/* What the list shows. */
const view = {
	kind: 'calls',
	live: 'yes',
	search: {},
	order: { name: 'start', descending: true }, /* the newest first */
	cursors: [], /* of the pages up to this one; the first page needs none */
	next: null, /* the cursor of the next page, if there is one */
};

const keyOf = (one) => `${one.connection ?? ''} ${idOf(one)}`;
const rows = new Rows(byId('list'), byId('list-head'), columns(kinds[view.kind]), keyOf, sortBy);

const isNewestFirst = () => view.order.name === 'start' && view.order.descending;
const liveOf = () => (kinds[view.kind].passes ? '' : view.live);

/* The server sorts what is live; of the others, the page that is shown is. */
function sortParameter() {
	const { name, descending } = view.order;

	if (isNewestFirst() || liveOf() !== 'yes')
		return '';
	return name === 'age' ? (descending ? 'start' : '-start') : `${descending ? '-' : ''}${name}`;
}

const length = (one) => (one.start ? (one.end ? Date.parse(one.end) : Date.now()) - Date.parse(one.start) : null);

/* Unknown values come last. */
function sorted(entries) {
	const { name, descending } = view.order;
	const value = (one) => (name === 'age' ? length(one) : one[name]);
	const compare = (a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1
		: (a < b ? -1 : 1) * (descending ? -1 : 1));

	if (isNewestFirst() || liveOf() === 'yes')
		return entries;
	return [...entries].sort((a, b) => compare(value(a), value(b)));
}

function heading() {
	const { title, passes } = kinds[view.kind];

	if (passes || view.live === '')
		return `All ${title}`;
	return `${view.live === 'yes' ? 'Live' : 'Ended'} ${title}`;
}

function noneText() {
	const { title } = kinds[view.kind];

	if (view.search.user || view.search.app)
		return 'Nothing is found.';
	return liveOf() === 'yes' ? `No ${title} are live.` : `No ${title} so far.`;
}

function show(answer) {
	const apps = new Set(answer.rows.map(({ app }) => app));

	view.next = answer.next;
	byId('list-table').classList.toggle('one-app', apps.size < 2);
	rows.show(sorted(answer.rows), (one) => (one.live ? 'live' : ''));
	rows.showOrder(view.order.name, view.order.descending);
	setText(byId('list-none'), noneText());
	setVisible(byId('list-none'), answer.rows.length === 0);
	byId('newest').disabled = byId('newer').disabled = view.cursors.length === 0;
	byId('older').disabled = !view.next;
	setVisible(byId('pages'), view.cursors.length > 0 || Boolean(view.next) || answer.rows.length === 50);
	setText(byId('page'), sortParameter() && answer.rows.length === 50 ? 'The first 50'
		: `Page ${view.cursors.length + 1}`);
}

/* The list stands still while it is pointed at, except for what is chosen. */
const hold = new Hold('list-frame', 'list-held', () => refreshNow());

export async function refresh(chosen = false) {
	const key = () => JSON.stringify([view.kind, view.live, view.search, view.order, view.cursors.at(-1)]);
	const requested = key();

	if (hold.held && !chosen)
		return;
	const answer = await get(view.kind, {
		...view.search, live: liveOf(), sort: sortParameter(),
		cursor: view.cursors.at(-1), limit: '50',
	});
	/* The operator chose another list meanwhile. */
	if (requested === key() && (chosen || !hold.held))
		show(answer);
}

let showError = () => {};
const refreshNow = () => refresh(true).catch((error) => showError(error));

function firstPage() {
	const { title } = kinds[view.kind];

	view.cursors = [];
	byId('list-frame').scrollTop = 0;
	setText(byId('lists-title'), heading());
	setText(byId('list-caption'), `${title}, ${isNewestFirst() ? 'newest first' : `sorted by ${view.order.name}`}`);
	setVisible(byId('states'), !kinds[view.kind].passes);
	refreshNow();
}

/* The same head again turns the order round. */
function sortBy(name) {
	const { order } = view;

	view.order = { name, descending: order.name === name ? !order.descending : name === 'start' || name === 'age' };
	firstPage();
}

export function start(onError) {
	showError = onError;
	onChoice(byId('kinds'), 'kind', (kind) => {
		view.kind = kind;
		view.order = { name: 'start', descending: true };
		rows.setColumns(columns(kinds[kind]));
		firstPage();
	});
	onChoice(byId('states'), 'live', (live) => {
		view.live = live;
		firstPage();
	});
	byId('search').addEventListener('submit', (event) => {
		event.preventDefault();
		view.search = formValues(byId('search'));
		firstPage();
	});
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
