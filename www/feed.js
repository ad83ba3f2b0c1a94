/* feed - the events as they happen, and those that were refused. */

import { get } from './api.js';
import { time } from './clock.js';
import { at, make, say, show, values } from './dom.js';
import { button } from './ladder.js';
import { Rows } from './rows.js';

const HELD = 200;

const who = (e) => [e.src, e.dst].filter(Boolean).join(' → ');
const notes = (e) => [e.reason, e.rule && `(${e.rule})`, e.info, e.warnings && `${e.warnings} warning${e.warnings > 1 ? "s" : ""}`,
	e.lost && `${e.lost} lost before it`].filter(Boolean).join(' ');

function columns() {
	return [
		{ title: 'History', value: (e) => (e.id ? button(e.about, e.id, e.connection) : '') },
		{ title: 'Time', value: (e) => time(e.time) },
		{ title: 'Hook', value: (e) => e.hook },
		{ title: 'HTTP', value: (e) => e.http, kind: 'number' },
		{ title: 'µs', value: (e) => e.us, kind: 'number' },
		{ title: 'Who', value: who },
		{ title: 'Status', value: (e) => e.status },
		{ title: 'Notes', value: notes, kind: 'wide' },
	];
}

/* Asks for what came since, and holds so many of the latest. */
class Feed {
	/* `none` is shown while there are none, `cut` says what is left out. */
	constructor(body, head, none, held, cut) {
		this.rows = new Rows(body, head, columns(), (e) => e.at);
		this.none = none;
		this.cut = cut;
		this.most = held;
		this.restart({});
	}

	restart(filter) {
		this.filter = filter;
		this.after = null;
		this.held = [];
		this.fresh = true;
		this.whole = 0;
		this.gap = '';
	}

	/* Says so, until what follows fills the list. */
	leaveOut({ cut, events }, limit) {
		this.whole = cut ? events.length : this.whole + events.length;
		if (cut && !this.fresh)
			this.gap = 'More came than is shown.';
		else if (cut && events.length < limit)
			this.gap = 'Only the end of the journal was searched.';
		else if (this.whole >= this.most)
			this.gap = '';
		say(this.cut, this.gap);
		show(this.cut, this.gap !== '');
	}

	async refresh() {
		const { filter, after } = this;
		const limit = Math.min(this.most, 100);
		const answer = await get('events', { ...filter, after, limit: String(limit) }, true);

		if (filter !== this.filter || after !== this.after)
			return;
		this.after = answer.next === '00000000.0' ? null : answer.next;
		if (answer.events.length || this.fresh) {
			this.held = [...answer.events, ...this.held].slice(0, this.most);
			this.rows.show(this.held, (e) => (e.http === 200 ? '' : 'bad'));
		}
		if (this.cut)
			this.leaveOut(answer, limit);
		this.fresh = false;
		show(this.none, this.held.length === 0);
	}
}

const feed = new Feed(at('events'), at('feed-head'), at('feed-none'), HELD, at('feed-cut'));
const errors = new Feed(at('errors'), at('errors-head'), at('errors-none'), 20);
errors.restart({ outcome: 'refused' });

let paused = false;
const names = new Set();

/* What was seen is offered to filter by. */
function offer() {
	for (const { hook } of feed.held) {
		if (!hook || names.has(hook) || names.size > 100)
			continue;
		names.add(hook);
		at('hooks').append(make('option', { value: hook }));
	}
}

export async function refresh() {
	await Promise.all([paused ? null : feed.refresh(), errors.refresh()]);
	offer();
}

export function start(onError) {
	at('filter').addEventListener('submit', (event) => {
		event.preventDefault();
		feed.restart(values(at('filter')));
		at('feed-frame').scrollTop = 0;
		feed.refresh().catch(onError);
	});
	at('filter').elements.outcome.addEventListener('change', () => at('filter').requestSubmit());
	at('pause').addEventListener('click', () => {
		paused = !paused;
		at('pause').setAttribute('aria-pressed', paused);
	});
}
