/* links - the address of an entity's own page: #call/ID or #call/ID/CONNECTION. */

import { make, plain, short } from './dom.js';

const kinds = ['call', 'connection', 'stream', 'message', 'registration'];

/* A call has the name that its record has (callid). */
export const idOf = (entity) => entity.callid ?? entity.id;

export function link(about, entity, text) {
	const { connection } = entity;
	const id = idOf(entity);
	const element = make('a', { textContent: short(text), title: short(`${about} ${id}`, 1000) });
	const parts = [about, id, ...(connection ? [connection] : [])];

	element.href = `#${parts.map(encodeURIComponent).join('/')}`;
	element.setAttribute('aria-label', `${plain(text).slice(0, 80)}: ${about} ${plain(id).slice(0, 80)}`);
	return element;
}

/* What such an address names; null: it is another one. */
export function parseLink(hash) {
	const [about, ...parts] = hash.slice(1).split('/');

	if (!kinds.includes(about) || parts.length < 1 || parts.length > 2 || !parts[0])
		return null;
	try {
		const [id, connection = null] = parts.map(decodeURIComponent);

		return { about, id, connection };
	} catch {
		return null;
	}
}
