/*
 * ladder - the hooks of an entity, drawn as a SIP ladder: a lane for each party,
 * and for each hook an arrow of what happened, and one of its report to EchoApp.
 */

import { formatAge, formatTime, formatUtc } from './clock.js';
import { byId, make, plain, setText, short } from './dom.js';
import { ruleText } from './limits.js';

const WCS = 'WCS';
const ECHOAPP = 'EchoApp';

const PROGRESS = ['TRYING', 'RING', 'RING_MEDIA', 'SESSION_PROGRESS'];
const FAILURES = ['BUSY', 'FAILED'];

/* The lanes: [who, what], from the left to the right. */
function lanesOf(about, { src, dst, direction }) {
	if (about === 'call' || about === 'message')
		return [[src ?? 'caller', direction === 'in' ? 'SIP' : 'browser'], [WCS, 'gateway'],
			[dst ?? 'callee', direction === 'in' ? 'browser' : 'SIP'], [ECHOAPP, 'this server']];
	return [[src ?? 'browser', 'browser'], [WCS, 'gateway'], [ECHOAPP, 'this server']];
}

/*
 * The lanes that what a hook tells came from and went to; null: it is news of
 * WCS itself.  WCS hears from the far party how an outgoing call goes on; an
 * incoming one rings at the client, and is accepted when the client answers.
 */
function signalOf(about, { direction }, { hook, status }) {
	const two = about === 'call' || about === 'message';
	const client = two && direction === 'in' ? 2 : 0;
	const far = 2 - client;

	if (!/event$/i.test(hook))
		return [client, 1];
	if (!two)
		return null;
	if (/^on/i.test(hook))
		return [far, 1];
	if (PROGRESS.includes(status))
		return direction === 'in' ? [1, client] : [far, 1];
	if (status === 'ESTABLISHED')
		return direction === 'in' ? [1, far] : [far, 1];
	return FAILURES.includes(status) ? [far, 1] : null;
}

function arrow(from, to, text, kind) {
	const element = make('span', { className: `arrow ${kind}`, title: short(text, 300) },
		make('span', { textContent: short(text, 100) }));
	const tip = make('span', { className: `tip ${kind} ${to > from ? 'right' : 'left'}` });

	element.style.setProperty('--from', Math.min(from, to));
	element.style.setProperty('--length', Math.abs(to - from));
	tip.style.setProperty('--to', to);
	return [element, tip];
}

function lifeline(lane) {
	const element = make('span', { className: 'life' });

	element.style.setProperty('--lane', lane);
	return element;
}

function makeStep(step, { lanes, signal, isTalk, start, rule }) {
	const refused = step.http !== 200;
	const after = (Date.parse(step.time) - start) / 1000;
	/* PENDING says no more than the hook does. */
	const isNews = /event$/i.test(step.hook) && step.status && step.status !== 'PENDING';
	const news = signal ? arrow(...signal, isNews ? step.status : step.hook, 'signal') : [];
	const report = arrow(1, lanes.length - 1,
		signal || !step.status ? step.hook : `${step.hook} ${step.status}`, 'hook');
	const low = signal && Math.max(...signal) > 1;
	const classes = [refused && 'refused', isTalk && 'talk', low && 'low'];
	const said = [step.info, refused && rule && `${rule}${ruleText(rule) ? `: ${ruleText(rule)}` : ''}`].filter(Boolean);

	return make('li', { className: classes.filter(Boolean).join(' ') },
		make('span', { className: 'when' },
			make('time', { dateTime: step.time, title: formatUtc(step.time), textContent: formatTime(step.time) }),
			make('small', { textContent: `+${after.toFixed(3)} s` })),
		make('span', { className: 'lanes' }, ...lanes.map((_, lane) => lifeline(lane)), ...news, ...report,
			make('span', { className: 'code', textContent: String(step.http) })),
		said.length ? make('span', { className: 'said', textContent: plain(said.join(' — ')) }) : '');
}

/* The row between the answer and what came after it tells the talk time. */
function makeTalk(lanes, entity) {
	const label = make('span', { className: 'talked',
		textContent: entity.live ? 'talking' : `talked ${formatAge(entity.answer, entity.end)}` });

	return make('li', { className: 'talk' }, make('span', { className: 'when' }),
		make('span', { className: 'lanes' }, ...lanes.map((_, lane) => lifeline(lane)), label));
}

function rowsOf(about, entity, lanes) {
	const { history, answer, end, rule } = entity;
	const start = history.length ? Date.parse(history[0].time) : 0;
	const from = answer ? Date.parse(answer) : Infinity;
	const to = end ? Date.parse(end) : Infinity;
	const rows = [];
	let told = false;

	history.forEach((step, i) => {
		const at = Date.parse(step.time);
		const next = history[i + 1] ? Date.parse(history[i + 1].time) : Infinity;

		rows.push(makeStep(step, {
			lanes, start, rule, signal: signalOf(about, entity, step), isTalk: at > from && at < to,
		}));
		if (about !== 'call' || told || at < from || next === at)
			return;
		rows.push(makeTalk(lanes, entity));
		told = true;
	});
	return rows;
}

let shown = '';

export function render(about, entity) {
	const lanes = lanesOf(about, entity);
	const key = JSON.stringify([entity, lanes, entity.history.length, ruleText(entity.rule)]);

	if (key === shown)
		return;
	shown = key;
	byId('detail').style.setProperty('--lanes', lanes.length);
	byId('ladder-heads').replaceChildren(...lanes.map(([who, what]) => make('span', { title: short(who, 300) },
		make('b', { textContent: short(who, 40) }), make('small', { textContent: what }))));
	setText(byId('ladder-title'), `${entity.history.length} hook${entity.history.length === 1 ? '' : 's'}`);
	byId('ladder').replaceChildren(...rowsOf(about, entity, lanes));
}

export function clear() {
	shown = '';
	byId('ladder').replaceChildren();
	byId('ladder-heads').replaceChildren();
}
