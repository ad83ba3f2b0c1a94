/* feed - the events as they happen, and the last refusals. */

import { get } from './api.js';
import { timeElement } from './clock.js';
import { byId, formValues, make, setText, setVisible } from './dom.js';
import { button } from './ladder.js';
import { Rows } from './rows.js';

/* How many rows each table keeps. */
const EVENTS_MAX = 200;
const ERRORS_MAX = 20;

const parties = (e) => [e.src, e.dst].filter(Boolean).join(' → ');
const notes = (e) => [e.reason, e.rule && `(${e.rule})`, e.info, e.warnings && `${e.warnings} warning${e.warnings > 1 ? "s" : ""}`,
	e.lost && `${e.lost} lost before this one`,
	e.suppressed && `${e.suppressed} more refusals`].filter(Boolean).join(' ');

function columns() {
	return [
		{ title: 'History', value: (e) => (e.id ? button(e.about, e.id, e.connection) : '') },
		{ title: 'Time', value: (e) => timeElement(e.time) },
		{ title: 'Hook', value: (e) => e.hook },
		{ title: 'HTTP', value: (e) => e.http, kind: 'number' },
		{ title: 'µs', value: (e) => e.us, kind: 'number' },
		{ title: 'Who', value: parties },
		{ title: 'Status', value: (e) => e.status },
		{ title: 'Notes', value: notes, kind: 'wide' },
	];
}

/* A table of the latest events: asks for those since the last time. */
class Feed {
	/* `none` is shown while the table is empty, `cut` while events are left out. */
	constructor(body, head, none, max, cut) {
		this.rows = new Rows(body, head, columns(), (e) => e.at);
		this.none = none;
		this.cut = cut;
		this.max = max;
		this.restart({});
	}

	restart(filter) {
		this.filter = filter;
		this.after = null;
		this.events = [];
		this.isFirst = true;
		this.sinceGap = 0;
		this.gap = '';
	}

	/* Names a gap until the events after it fill the table. */
	showGap({ cut, events }, limit) {
		this.sinceGap = cut ? events.length : this.sinceGap + events.length;
		if (cut && !this.isFirst)
			this.gap = 'More events came than are shown.';
		else if (cut && events.length < limit)
			this.gap = 'Only the end of the journal was searched.';
		else if (this.sinceGap >= this.max)
			this.gap = '';
		setText(this.cut, this.gap);
		setVisible(this.cut, this.gap !== '');
	}

	async refresh() {
		const { filter, after } = this;
		const limit = Math.min(this.max, 100);
		const answer = await get('events', { ...filter, after, limit: String(limit) }, true);

		if (filter !== this.filter || after !== this.after)
			return;
		this.after = answer.next === '00000000.0' ? null : answer.next;
		if (answer.events.length || this.isFirst) {
			this.events = [...answer.events, ...this.events].slice(0, this.max);
			this.rows.show(this.events, (e) => (e.http === 200 ? '' : 'bad'));
		}
		if (this.cut)
			this.showGap(answer, limit);
		this.isFirst = false;
		setVisible(this.none, this.events.length === 0 && !this.gap);
	}
}

const feed = new Feed(byId('events'), byId('feed-head'), byId('feed-none'), EVENTS_MAX, byId('feed-cut'));
const errors = new Feed(byId('errors'), byId('errors-head'), byId('errors-none'), ERRORS_MAX);
errors.restart({ outcome: 'refused' });

let paused = false;
const hookNames = new Set();

/* Offers the hooks that came as values of the filter. */
function offerHookNames() {
	for (const { hook } of feed.events) {
		if (!hook || hookNames.has(hook) || hookNames.size > 100)
			continue;
		hookNames.add(hook);
		byId('hooks').append(make('option', { value: hook }));
	}
}

export async function refresh() {
	await Promise.all([paused ? null : feed.refresh(), errors.refresh()]);
	offerHookNames();
}

export function start(onError) {
	byId('filter').addEventListener('submit', (event) => {
		event.preventDefault();
		feed.restart(formValues(byId('filter')));
		byId('feed-frame').scrollTop = 0;
		feed.refresh().catch(onError);
	});
	byId('filter').elements.outcome.addEventListener('change', () => byId('filter').requestSubmit());
	byId('pause').addEventListener('click', () => {
		paused = !paused;
		byId('pause').setAttribute('aria-pressed', paused);
	});
}
