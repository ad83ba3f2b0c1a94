/* feed - the events as they happen, and the last refusals. */

import { get } from './api.js';
import { timeElement } from './clock.js';
import { byId, formValues, make, plain, setText, setVisible } from './dom.js';
import { Hold } from './hold.js';
import { ruleText } from './limits.js';
import { link } from './links.js';
import { Rows } from './rows.js';

/* How many rows each table keeps. */
const EVENTS_MAX = 200;
const ERRORS_MAX = 20;

const parties = (e) => [e.src, e.dst].filter(Boolean).join(' → ');
const notes = (e) => [e.http === 200 && e.status, e.info, e.warnings && `${e.warnings} warning${e.warnings > 1 ? 's' : ''}`,
	e.lost && `${e.lost} lost before this one`,
	e.suppressed && `${e.suppressed} more refusals`].filter(Boolean).join(' ');

/* The response and why, and below it the rule. */
function outcome(e) {
	const rule = e.rule && `${e.rule}${ruleText(e.rule) ? `: ${ruleText(e.rule)}` : ''}`;

	return make('span', {}, plain(`${e.http}${e.reason ? ` ${e.reason}` : ''}`),
		rule ? make('small', { textContent: plain(rule) }) : '');
}

function columns() {
	return [
		{ title: 'Time', value: (e) => timeElement(e.time) },
		{ title: 'Hook', value: (e) => (e.id ? link(e.about, e, e.hook) : e.hook) },
		{ title: 'Who', value: parties },
		{ title: 'Answer', value: outcome, kind: 'wide' },
		{ title: 'Notes', value: notes, kind: 'wide', optional: true },
		{ title: 'µs', value: (e) => e.us, kind: 'number' },
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

/* Why a rule refused a hook last; undefined: it is too long ago. */
export function reasonOf(rule, hook) {
	return errors.events.find((e) => (e.rule ?? null) === rule && e.hook === hook)?.reason;
}

let paused = false;
let onError = () => {};
const hold = new Hold('feed-frame', 'feed-held', () => feed.refresh().catch((error) => onError(error)));
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
	await Promise.all([paused || hold.held ? null : feed.refresh(), errors.refresh()]);
	offerHookNames();
}

export function start(showError) {
	onError = showError;
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
