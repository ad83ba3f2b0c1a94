/*
 * dom - text in and out of the page.
 *
 * What came from the network is put there as text, never as markup.  What
 * cannot be seen, or turns the direction of writing, is spelled out.
 */

const LONG = 160;

/* C0, C1, soft hyphen, marks of direction, joiners, separators, BOM, tags. */
const unseen = new RegExp(
	'[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f' +
	'\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]|[\\u{e0000}-\\u{e0fff}]',
	'gu');

const spell = (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`;

export function plain(text) {
	return String(text).replace(unseen, spell);
}

export function short(text, most = LONG) {
	const all = plain(text);

	return all.length > most ? `${all.slice(0, most)}…` : all;
}

export const at = (id) => document.getElementById(id);

/* Only a change touches the page. */
export function say(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

export function show(element, shown) {
	if (element.hidden === shown)
		element.hidden = !shown;
}

export function make(name, properties = {}, ...children) {
	const element = Object.assign(document.createElement(name), properties);

	element.append(...children);
	return element;
}

/*
 * A list of names and values; values are text, or elements.  While the names
 * are the same, only a value that changed is touched.
 */
export function facts(list, pairs) {
	const names = pairs.map(([name]) => name);
	const before = [...list.querySelectorAll('dt')].map((dt) => dt.textContent);

	if (names.join('\n') !== before.join('\n'))
		list.replaceChildren(...names.flatMap((name) => [
			make('dt', { textContent: name }), make('dd')]));
	pairs.forEach(([, value], i) => {
		const shown = list.children[2 * i + 1];

		if (!(value instanceof Node))
			say(shown, plain(value));
		else if (shown.textContent !== value.textContent || shown.firstChild?.title !== value.title)
			shown.replaceChildren(value);
	});
}

/* Of a group of buttons that are pressed one at a time. */
export function choice(group, key, chosen) {
	group.addEventListener('click', (event) => {
		const button = event.target.closest('button');

		if (!button)
			return;
		for (const one of group.querySelectorAll('button'))
			one.setAttribute('aria-pressed', one === button);
		chosen(button.dataset[key]);
	});
}

export function values(form) {
	return Object.fromEntries(
		[...new FormData(form)].map(([name, value]) => [name, value.trim()]));
}
