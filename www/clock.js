/* clock - times in the viewer's zone, ages that tick. */

import { now } from './api.js';
import { make, say } from './dom.js';

const clock = new Intl.DateTimeFormat(undefined, {
	hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
});
const date = new Intl.DateTimeFormat(undefined, {
	year: 'numeric', month: '2-digit', day: '2-digit',
});

/* Today's is told without its date. */
export function words(moment) {
	const when = new Date(moment);
	const day = date.format(when);

	return day === date.format(new Date()) ? clock.format(when)
		: `${day} ${clock.format(when)}`;
}

export const utc = (moment) => `${moment.replace('T', ' ').replace('Z', '')} UTC`;

/* An element; NULL makes an empty one. */
export function time(moment) {
	return moment
		? make('time', { dateTime: moment, title: utc(moment), textContent: words(moment) })
		: document.createTextNode('');
}

export function span(seconds) {
	const whole = Math.max(0, Math.floor(seconds));
	const part = (n) => String(n).padStart(2, '0');
	const days = Math.floor(whole / 86400);
	const hours = Math.floor(whole / 3600) % 24;
	const minutes = Math.floor(whole / 60) % 60;

	if (days)
		return `${days} d ${part(hours)} h`;
	return hours ? `${hours}:${part(minutes)}:${part(whole % 60)}`
		: `${minutes}:${part(whole % 60)}`;
}

/* From a moment to another, or to now. */
export function age(from, to) {
	return span(((to ? Date.parse(to) : now()) - Date.parse(from)) / 1000);
}

/* Has the ages below tick: elements with data-since. */
export function tick(root) {
	for (const one of root.querySelectorAll('[data-since]'))
		say(one, age(one.dataset.since));
}
