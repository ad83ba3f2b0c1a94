/* limits - how full the limits are, and the texts of all rules. */

import { get } from './api.js';
import { byId, make, plain, setVisible, short } from './dom.js';
import { tile } from './tiles.js';

/* The text of each rule by its place, such as "rules.conf:3". */
const texts = new Map();

export const ruleText = (place) => texts.get(place) ?? '';

export async function refreshRules() {
	const { rows } = await get('rules');

	texts.clear();
	for (const { rule, text } of rows)
		texts.set(rule, text);
}

function fullness({ max, fullest, window }) {
	const list = make('dl');

	for (const { key, slots } of fullest) {
		const of = window === 'active' ? '' : ` a ${window}`;
		const meter = make('meter', { max: Math.max(max, 1), value: Math.min(slots, Math.max(max, 1)),
			low: max * 0.5, high: max * 0.8, optimum: 0, textContent: `${slots} of ${max}` });

		meter.setAttribute('aria-label', `${short(key ?? 'a secret value', 80)}: ${slots} of ${max}${of}`);
		list.append(make('dt', { textContent: short(key ?? '(secret)'), title: short(key ?? '', 1000) }),
			make('dd', {}, meter),
			make('dd', { className: slots >= max ? 'bad' : '', textContent: `${slots} of ${max}${of}` }));
	}
	return list;
}

/* How many have slots, and how many have all of them. */
function summary({ keys, full, cut }) {
	if (!keys)
		return 'Nobody has a slot now.';
	return `${full ? `${full} full, ` : ''}${keys}${cut ? ' or more' : ''} in use`;
}

let last = null;

export async function refresh() {
	const answer = await get('limits');

	if (answer === last)
		return;
	last = answer;
	byId('limit-list').replaceChildren(...answer.rows.map((limit) => make('li', {},
		make('p', {}, make('code', { textContent: plain(limit.text) })),
		make('p', { className: limit.full ? 'bad' : 'quiet', textContent: `${limit.rule}: ${summary(limit)}` }),
		limit.fullest.length ? fullness(limit) : '')));
	const full = answer.rows.reduce((sum, limit) => sum + limit.full, 0);

	tile('Full limits', String(full), { note: full ? 'refuse what comes next' : `of ${answer.rows.length} limit${answer.rows.length === 1 ? '' : 's'}`, bad: full > 0 });
	setVisible(byId('limits-none'), answer.rows.length === 0);
}

/* Writes a rule's place and its text into an element; hides it without one. */
export function showRule(element, place, reason) {
	const text = ruleText(place);

	const said = place ? plain(`Refused by ${place}${reason ? `: ${reason}` : ''}`) : '';

	setVisible(element, Boolean(place));
	if (element.textContent !== said + plain(text))
		element.replaceChildren(said, make('code', { textContent: plain(text) }));
}
