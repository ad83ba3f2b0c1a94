/* tiles - the figures that an operator looks for first. */

import { byId, make, setText } from './dom.js';

/* All of them, in this order: the first are asked for most. */
const names = ['Answered', 'Mean duration', 'Refused', 'Full limits', 'Hooks per second', 'Time to answer',
	'Connections', 'Registrations', 'Streams'];

const links = {
	Refused: '#refusals', 'Full limits': '#limits', 'Hooks per second': '#charts', 'Time to answer': '#charts',
};

const idOf = (name) => `tile-${name.replace(/\W+/g, '-')}`;

function makeTile(name) {
	const title = links[name] ? make('a', { href: links[name], textContent: name }) : name;

	return make('div', {}, make('dt', {}, title),
		make('dd', { id: idOf(name), className: 'figure', textContent: '–' }),
		make('dd', { id: `${idOf(name)}-note`, className: 'note' }));
}

/*
 * Shows a figure by its name, with a note in small letters below it.
 */
export function tile(name, value, { note, bad = false } = {}) {
	const id = idOf(name);

	if (!byId(id))
		byId('tiles').append(...names.map(makeTile));
	setText(byId(id), value);
	if (note !== undefined)
		setText(byId(`${id}-note`), note);
	byId(id).parentElement.classList.toggle('bad', bad);
}
