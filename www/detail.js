/* detail - a call, connection, stream, message or registration has a page of its own. */

import { get } from './api.js';
import { formatAge, timeElement } from './clock.js';
import { byId, make, plain, setFacts, setText, setVisible, short } from './dom.js';
import * as ladder from './ladder.js';
import { showRule } from './limits.js';
import { idOf, link, parseLink } from './links.js';

const plural = {
	call: 'calls', connection: 'connections', stream: 'streams',
	message: 'messages', registration: 'registrations',
};

let open = null;

export const isOpen = () => open !== null;

const sides = {
	in: 'in: from SIP to the browser', out: 'out: from the browser to SIP',
};

/* How long an answered call was, or is, talked. */
function talked({ answer, end, live }) {
	return answer && (live || end) ? formatAge(answer, end) : '';
}

/* "Call 10001 → 10002" */
function titleOf(entity) {
	const { src, dst } = entity;
	const name = open.about[0].toUpperCase() + open.about.slice(1);

	return short(`${name} ${[src, dst].filter(Boolean).join(' → ') || idOf(entity)}`, 300);
}

function render(entity) {
	const refused = entity.history.find(({ http }) => http !== 200);

	setText(byId('detail-title'), titleOf(entity));
	showRule(byId('detail-decided'), entity.rule, entity.rule && (refused?.info ?? entity.info));
	setFacts(byId('detail-facts'), [
		['Id', idOf(entity)],
		['Status', entity.live ? `${entity.status}, live` : entity.status],
		['Over its time', entity.over && make('strong', { className: 'over' }, 'since ', timeElement(entity.over))],
		['From', entity.src], ['To', entity.dst], ['Name shown', entity.clid],
		['Direction', sides[entity.direction]], ['App', entity.app],
		['Transferred by', entity.transferred_by], ['Transferred to', entity.transferred_to],
		['Started', timeElement(entity.start)], ['Answered', entity.answer && timeElement(entity.answer)],
		['Ended', entity.end && timeElement(entity.end)],
		['Duration', formatAge(entity.start, entity.end)], ['Talked', talked(entity)],
		['Info', entity.info],
		['Connection', entity.connection && link('connection', { id: entity.connection }, entity.connection)],
	].filter(([, value]) => value));
	ladder.render(open.about, entity);
}

/* All with this id: other connections may have one, too. */
async function load({ about, id }) {
	try {
		return (await get(`${plural[about]}/${encodeURIComponent(id)}`, {}, true)).rows;
	} catch (error) {
		if (error.status === 404)
			return [];
		throw error;
	}
}

export async function refresh() {
	const requested = open;

	if (!open)
		return;
	const rows = await load(open);

	if (requested !== open)
		return;
	if (rows.length === 0)
		setFacts(byId('detail-facts'), [['Not found', `The index has no ${open.about} with the id ${open.id}.`]]);
	else
		render(rows.find(({ connection }) => connection === open.connection) ?? rows[0]);
}

/* Shows what the address names; anything else is a part of the overview. */
function route(onChange) {
	const before = open;

	open = parseLink(location.hash);
	setVisible(byId('overview'), !open);
	setVisible(byId('detail'), Boolean(open));
	document.querySelector('.skip').hidden = Boolean(open);
	if (open) {
		setText(byId('detail-title'), short(`${open.about} ${plain(open.id)}`, 300));
		byId('detail-facts').replaceChildren();
		setVisible(byId('detail-decided'), false);
		ladder.clear();
		scrollTo(0, 0);
		byId('detail-title').focus();
	} else if (before) {
		document.querySelector(location.hash || '#now')?.scrollIntoView();
	}
	onChange();
	refresh().catch(() => { /* the next round shows it */ });
}

export function start(onChange) {
	addEventListener('hashchange', () => route(onChange));
	if (parseLink(location.hash))
		route(onChange);
}
