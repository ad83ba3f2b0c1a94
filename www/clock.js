/* clock - times in the viewer's zone, and ages that count up. */

import { now } from './api.js';
import { make, setText } from './dom.js';

const clock = new Intl.DateTimeFormat(undefined, {
	hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
});
const date = new Intl.DateTimeFormat(undefined, {
	year: 'numeric', month: '2-digit', day: '2-digit',
});

/* A time of today has no date. */
export function formatTime(moment) {
	const when = new Date(moment);
	const day = date.format(when);

	return day === date.format(new Date()) ? clock.format(when)
		: `${day} ${clock.format(when)}`;
}

export const formatUtc = (moment) => `${moment.replace('T', ' ').replace('Z', '')} UTC`;

/* A <time> element, or an empty node for null. */
export function timeElement(moment) {
	return moment
		? make('time', { dateTime: moment, title: formatUtc(moment), textContent: formatTime(moment) })
		: document.createTextNode('');
}

export function formatDuration(seconds) {
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

/* The time from one moment to another, or to now; "" if no hook told the first. */
export function formatAge(from, to) {
	if (!from)
		return '';
	return formatDuration(((to ? Date.parse(to) : now()) - Date.parse(from)) / 1000);
}

/* Counts up the ages below an element: elements that have data-since. */
export function updateAges(root) {
	for (const element of root.querySelectorAll('[data-since]'))
		setText(element, formatAge(element.dataset.since));
}
