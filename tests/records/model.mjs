/*
 * model - the call record of a leg, from what docs/call-records.md says about it.
 *
 * The model knows which line belongs to which call, and which is a copy, because the
 * generator has told it; EchoApp has to find that out.  It is written from the
 * documents, and shares nothing with the fold.
 */

import { MS, SECOND } from './times.mjs';

/* Microseconds. */
export const timeouts = {
	ringing: 180 * SECOND, call: 4 * 3600 * SECOND, hangup: 30 * SECOND, final: SECOND / 2,
	overtaken: SECOND,
};

const begun = ['TRYING', 'RING', 'RING_MEDIA', 'SESSION_PROGRESS', 'ESTABLISHED'];
const progress = [...begun, 'HOLD'];
const ends = ['FINISH', 'BUSY', 'FAILED'];
/* Hooks that only a call has that was answered. */
const answeredHooks = ['hold', 'unhold', 'sendDtmf', 'transfer', 'OnTransferEvent', 'TransferStatusEvent'];
const transfers = ['PENDING', 'TRYING', 'ACCEPTED', 'COMPLETED', 'FAILED'];

const isPassed = ({ status }) => status === 200;
const isRequest = ({ hook }) => hook === 'call' || hook === 'OnCallEvent';
const callStatus = ({ hook, body }) => (hook === 'CallStatusEvent' ? body.status : undefined);
const showsAnswered = (line) => answeredHooks.includes(line.hook) || callStatus(line) === 'HOLD';
const first = (lines, is) => lines.find(is) ?? null;
const timeOf = (line) => line?.time ?? null;
/* Without copies: a hook that is only repeated changes nothing. */
const once = (lines) => lines.filter((line, i) => lines.findIndex(({ of }) => of === line.of) === i);
const latest = (lines) => Math.max(...lines.map(({ time }) => time));

/*
 * When a call that is over is final: half a second after its last hook; at once if the
 * clock was set back since one of them.
 */
function settled(lines, now) {
	const last = latest(lines);

	return last <= now + 10 * SECOND ? last + timeouts.final
		: Math.max(...lines.map(({ time }) => time).filter((time) => time <= now), 0);
}

/* Seconds with three digits; nothing unless both times are known. */
const seconds = (from, to) => (from === null || to === null ? ''
	: (Math.floor((to - from) / MS) / 1000).toFixed(3));

/* Who called whom: what any line says. */
function parties(lines) {
	const say = (name) => first(lines, ({ body }) => body[name] !== undefined)?.body[name];
	/* Of a transfer it is said of the transfer. */
	const told = first(lines, ({ hook, body }) => body.incoming !== undefined && !/transfer/i.test(hook));
	const incoming = told?.body.incoming ?? (lines.some(({ hook }) => hook === 'call') ? false : undefined);

	return {
		src: say('caller') ?? '', dst: say('callee') ?? '', clid: say('visibleName') ?? '',
		direction: incoming === undefined ? '' : incoming ? 'in' : 'out',
	};
}

function transfer(lines, { direction, src, dst }) {
	const asked = lines.filter(({ hook }) => hook === 'transfer' || hook === 'OnTransferEvent').at(-1);
	const events = lines.filter(({ hook }) => hook === 'TransferStatusEvent');
	const rank = Math.max(asked ? 0 : -1, ...events.map(({ body }) => transfers.indexOf(body.status)));
	const isLocal = asked?.hook === 'transfer';
	const isKnown = asked || events.some(({ body }) => body.incoming);

	return {
		transferred_by: !isKnown || direction === '' ? '' : (direction === 'out') === isLocal ? src : dst,
		transferred_to: asked?.body.target ?? '', transfer: transfers[rank] ?? '',
	};
}

/* The hangup that was let pass, unless the call went on after it. */
function hangup(lines, end) {
	const asked = first(lines, ({ hook, time }) => hook === 'hangup' && (end === null || time <= end));

	return asked && lines.some((line) => line.time > asked.time + timeouts.overtaken && (end === null || line.time <= end)
		&& (showsAnswered(line) || progress.includes(callStatus(line)))) ? null : asked;
}

/* Who hung up: the side of the browser, if it asked for that. */
function hangupBy(lines, end, direction) {
	if (direction === '' || !hangup(lines.filter(isPassed), end))
		return '';
	return direction === 'out' ? 'caller' : 'callee';
}

/* How the call ended: { end, status }; null if it is not over at `now`. */
function ending(all, passed, isAnswered, connection, now) {
	const told = first(passed, (line) => ends.includes(callStatus(line)));

	if (told)
		return { end: told.time, status: callStatus(told), final: settled(all, now) };
	const asked = hangup(passed, null);
	/* Silence is counted in whole seconds. */
	const second = now - now % SECOND;
	const disconnected = connection !== null && connection >= all[0].time ? connection : null;

	if (asked && (disconnected ?? second) >= asked.time + (disconnected === null ? timeouts.hangup : 0))
		return {
			end: asked.time, status: 'FINISH',
			final: disconnected === null ? asked.time + timeouts.hangup : settled(all, now),
		};
	if (disconnected !== null)
		return { end: disconnected, status: 'FINISH', final: disconnected + timeouts.final };
	const silent = latest(all) + (isAnswered ? timeouts.call : timeouts.ringing);

	return second <= silent ? null : { end: latest(all), status: 'STALE', final: silent };
}

function disposition(status, isAnswered, wasAnswerAsked, start) {
	if (status === 'STALE')
		return status;
	if (isAnswered)
		return 'ANSWERED';
	return status !== 'FINISH' ? status : start === null || wasAnswerAsked ? 'UNKNOWN' : 'NO ANSWER';
}

/* A time that is not after the end; one that overtook it is that of the end. */
function fitting(time, end) {
	if (time === null || time <= end)
		return time;
	return time - end <= timeouts.overtaken ? end : null;
}

/* The record of a call that a rule refused. */
function refused(all, lines, direction, now) {
	const { time, rule, reason } = first(lines, isRequest);
	const told = first(lines, (line) => ends.includes(callStatus(line)));
	const end = told?.time ?? time;
	const start = fitting(time, end);

	return {
		start, answer: null, end, duration: seconds(start, end), billsec: '',
		disposition: 'DENIED', info: told?.body.info ?? reason, rule, hangup: hangupBy(lines, end, direction),
		final: settled(all, now),
	};
}

/* The times and the disposition of a call that was let pass; null if it is not over. */
function passedCall(all, lines, direction, connection, now) {
	const passed = lines.filter(isPassed);
	const up = first(passed, (line) => callStatus(line) === 'ESTABLISHED');
	const sign = first(passed, showsAnswered);
	const wasAnswerAsked = passed.some(({ hook }) => hook === 'answer');
	const over = ending(all, passed, Boolean(up || sign || wasAnswerAsked), connection, now);

	if (!over)
		return null;
	const { end, status, final } = over;
	const isAnswered = Boolean(up || sign);
	const wasSeen = up && !(sign && sign.time < up.time);
	const answer = fitting(wasSeen ? up.time : null, end);
	const shown = first(passed, (line) => begun.includes(callStatus(line)) && !(sign && sign.time < line.time));
	const began = timeOf(first(passed, isRequest)) ?? timeOf(shown);
	const refusal = passed.some(isRequest) ? null : first(lines, isRequest);
	const start = fitting(began, answer ?? end);
	const told = passed.filter((line) => ends.includes(callStatus(line)) && line.body.info).at(-1);
	const said = told ?? all.filter((line) => isPassed(line) && line.body.info).at(-1);

	return {
		start, answer, end, duration: seconds(start, end),
		billsec: status === 'STALE' ? '' : seconds(answer, end),
		disposition: disposition(status, isAnswered, wasAnswerAsked, began),
		info: said?.body.info ?? refusal?.reason ?? '', rule: refusal?.rule ?? '',
		hangup: hangupBy(passed, end, direction), final,
	};
}

/*
 * The record of a leg, of which the journal has `told` so much, at `now`; null if the
 * call is not over.  `connection` is the time at which its connection ended, or null.
 * `final` is when the record becomes final.
 */
export function record(leg, told, connection, now) {
	const all = [...told].sort((a, b) => a.time - b.time);
	const lines = once(all);
	const who = parties(lines);
	const goesOn = lines.some((line) => isPassed(line)
		&& (isRequest(line) || showsAnswered(line) || [...progress, 'BUSY'].includes(callStatus(line))));
	const isRefused = !goesOn && lines.some((line) => isRequest(line) && !isPassed(line));
	const what = isRefused ? refused(all, lines, who.direction, now) : passedCall(all, lines, who.direction, connection, now);

	return what && {
		...who, dcontext: leg.app, app: leg.app, node: leg.node, session: leg.session ?? '',
		...transfer(lines.filter(isPassed), who), ...what,
	};
}
