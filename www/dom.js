/*
 * dom - text in and out of the page.
 *
 * Text from the network becomes text nodes, never markup.  Characters that are
 * invisible or change the direction of text are shown as \uXXXX.
 */

const SHORT_MAX = 160;

/* C0, C1, soft hyphen, marks of direction, joiners, separators, BOM, tags. */
const invisible = new RegExp(
	'[\\u0000-\\u001f\\u007f-\\u009f\\u00ad\\u061c\\u180e\\u200b-\\u200f' +
	'\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]|[\\u{e0000}-\\u{e0fff}]',
	'gu');

const escape = (c) => `\\u${c.codePointAt(0).toString(16).padStart(4, '0')}`;

export function plain(text) {
	return String(text).replace(invisible, escape);
}

export function short(text, max = SHORT_MAX) {
	const all = plain(text);

	return all.length > max ? `${all.slice(0, max)}…` : all;
}

export const byId = (id) => document.getElementById(id);

/* Touches the page only if the text changes. */
export function setText(element, text) {
	if (element.textContent !== text)
		element.textContent = text;
}

export function setVisible(element, shown) {
	if (element.hidden === shown)
		element.hidden = !shown;
}

export function make(name, properties = {}, ...children) {
	const element = Object.assign(document.createElement(name), properties);

	element.append(...children);
	return element;
}

/*
 * Fills a <dl> with names and values: [name, text or element, is it bad].
 * As long as the names stay the same, only changed values are replaced.
 */
export function setFacts(list, pairs) {
	const names = pairs.map(([name]) => name);
	const before = [...list.querySelectorAll('dt')].map((dt) => dt.textContent);

	if (names.join('\n') !== before.join('\n'))
		list.replaceChildren(...names.flatMap((name) => [
			make('dt', { textContent: name }), make('dd')]));
	pairs.forEach(([, value, bad], i) => {
		const shown = list.children[2 * i + 1];

		shown.classList.toggle('bad', Boolean(bad));

		if (!(value instanceof Node))
			setText(shown, plain(value));
		else if (shown.textContent !== value.textContent || shown.firstChild?.title !== value.title)
			shown.replaceChildren(value);
	});
}

/*
 * Makes one button of a group the pressed one on a click, and calls chosen()
 * with its data-KEY.
 */
export function onChoice(group, key, chosen) {
	group.addEventListener('click', (event) => {
		const button = event.target.closest('button');

		if (!button)
			return;
		for (const other of group.querySelectorAll('button'))
			other.setAttribute('aria-pressed', other === button);
		chosen(button.dataset[key]);
	});
}

export function formValues(form) {
	return Object.fromEntries(
		[...new FormData(form)].map(([name, value]) => [name, value.trim()]));
}
