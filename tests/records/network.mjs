/*
 * network - what becomes of hooks on their way: some are lost, come twice, or
 * overtake each other; and what the journal says of them.
 *
 * A line is { written, time, hook, status, body, leg, connection, of }: the moment
 * when it is in the journal, and the time that it tells, which differs after the clock
 * was set back.  Copies are `of` one hook.
 *
 * The bounds are those of docs/call-records.md.  A hook is less than a second late; a
 * copy comes within a minute, that of a request within a second.  Where a callId comes
 * again, the hooks that tell the two calls apart arrive.
 */

import { MINUTE, MS, SECOND } from './times.mjs';

const isRequest = ({ hook }) => hook === 'call' || hook === 'OnCallEvent';
const isEnd = ({ body }) => ['FINISH', 'FAILED', 'BUSY'].includes(body.status);

/* The hooks of a leg until its connection ended. */
export const carried = ({ hooks, connection }) => hooks.filter(({ at }) => !connection.ends || at < connection.ends);

/* How many of a leg's hooks are lost. */
const loss = (random) => random.pick([0, 0, 0, 0, 0, 0, 0, 0.3, 0.3, 0.6]);

/* Whether a hook must arrive, lest nobody can tell calls apart. */
const mustArrive = (hook, leg, isOverStep) => (isRequest(hook) && Boolean(leg.after))
	|| ((isOverStep || leg.isFollowedSoon) && isEnd(hook));

function arrivals(random, hooks, leg, isOverStep) {
	const lost = loss(random);
	const all = [];

	for (const hook of hooks) {
		const isNeeded = leg !== null && mustArrive(hook, leg, isOverStep);
		const late = hook.hook === 'hangup' || !leg || (isNeeded && isRequest(hook)) ? random.between(0, 20)
			: random.chance(0.05) ? random.between(20, 900) : random.between(0, 20);
		const at = hook.at + late * MS + random.between(0, 999);

		if (leg ? !isNeeded && random.chance(lost)
			: hook.body.status && random.chance(0.1))
			continue;
		all.push({ ...hook, at, of: hook, isNeeded });
		if (leg && random.chance(0.06)) {
			const most = isRequest(hook) || !leg.isAlone || isOverStep ? 900 * MS : 45 * SECOND;

			all.push({ ...hook, at: random.between(at, Math.max(at, hook.at + most)), of: hook });
		}
	}
	return all;
}

/* The moment at which a line is in the file: programs wait for each other. */
const written = (random, { at, isNeeded }) => at
	+ random.between(0, !isNeeded && random.chance(0.02) ? 300 * MS : 100);

/*
 * The lines that the hooks become, in the order in which they are written.  `clock`
 * has the time of the clock at a moment; it was set back at the moment clock.set, if
 * that is not null.
 */
export function lines(random, { connections, legs }, clock) {
	const isOver = (begins, ends) => clock.set !== null && begins < clock.set + MINUTE && ends > clock.set - MINUTE;
	const all = [];

	for (const leg of legs) {
		const hooks = carried(leg);
		const isOverStep = hooks.length > 0 && isOver(leg.begins, hooks.at(-1).at + MINUTE);

		all.push(...arrivals(random, hooks, leg, isOverStep));
	}
	for (const connection of connections)
		if (!isOver(connection.begins, connection.ends))
			all.push(...arrivals(random, connection.hooks, null, false));
	return all.map((hook) => ({
		...hook, time: clock.at(hook.at), written: written(random, hook),
	})).sort((a, b) => a.written - b.written);
}

/* The line of the journal, as docs/call-records.md describes it. */
export const journaled = ({ time, hook, status, rule, reason, body }, timeText) => `${JSON.stringify({
	time: timeText(time), hook, status, us: 50, appKey: body.appKey, nodeId: body.nodeId,
	...(body.sessionId === null ? {} : { sessionId: body.sessionId }),
	...(rule ? { rule, reason, peer: '192.0.2.251' } : {}), body,
})}\n`;
