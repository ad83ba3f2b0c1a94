/*
 * calls - random calls, and the hooks that WCS makes of them.
 *
 * A leg is one side of a call in one connection, of which a call record tells.  It
 * has a list of hooks { at, hook, status, body }, at the times at which they happen.
 * docs/PROTOCOL.md says which hooks there are.
 */

import { HOUR, MINUTE, MS, SECOND } from './times.mjs';

const users = Array.from({ length: 40 }, (_, i) => String(10001 + i));
const ringing = [
	{ status: 'RING', info: 'SIP 180 Ringing' }, { status: 'RING' },
	{ status: 'SESSION_PROGRESS', info: 'SIP 183 Session Progress' }, { status: 'RING_MEDIA' },
];
const refusals = [
	{ rule: 'rules.conf:29', reason: 'extensions only' },
	{ rule: 'rules.conf:31', reason: 'limit of 2 calls' },
];

/* The members of hooks of the connection or call. */
const context = ({ app, node, session }) => ({ nodeId: node, appKey: app, sessionId: session });

const parties = (leg) => ({
	callId: leg.callId, incoming: leg.direction === 'in', caller: leg.caller, callee: leg.callee,
	...(leg.name === null ? {} : { visibleName: leg.name }),
});

/* Writes the hooks of a leg, one after the other. */
class Script {
	constructor(random, leg) {
		Object.assign(this, { random, leg, at: leg.begins });
	}

	hook(hook, body, status = 200, more = {}) {
		this.leg.hooks.push({
			at: this.at, hook, status, leg: this.leg, ...more,
			body: { ...context(this.leg), callId: this.leg.callId, ...body },
		});
	}

	status(status, info) {
		this.hook('CallStatusEvent',
			{ ...parties(this.leg), status, ...(info ? { info } : {}) });
	}

	wait(from, to) {
		this.at += this.random.between(from, to);
	}
}

const request = (leg) => (leg.direction === 'in' ? 'OnCallEvent' : 'call');

/* WCS may obey the refusal and say so, or go on; or the caller tries again. */
function refused(script) {
	const { random, leg } = script;

	script.hook(request(leg), { ...parties(leg), status: 'PENDING' }, 403, random.pick(refusals));
	script.wait(20 * MS, 80 * MS);
	if (!leg.isAlone || random.chance(0.5)) {
		if (random.chance(0.5))
			script.status('FAILED', random.chance(0.5) ? 'SIP 403 FORBIDDEN' : '');
		return false;
	}
	if (random.chance(0.5)) {
		script.wait(2 * SECOND, 40 * SECOND);
		script.hook(request(leg), { ...parties(leg), status: 'PENDING' });
		script.wait(20 * MS, 80 * MS);
	}
	return true;
}

function transferred(script) {
	const { random } = script;
	const target = random.pick(users);
	const by = random.chance(0.7) ? {} : { incoming: true };

	if (by.incoming)
		script.hook('OnTransferEvent', { target, incoming: true, status: 'PENDING' });
	else
		script.hook('transfer', { target });
	for (const status of ['TRYING', 'ACCEPTED', random.pick(['COMPLETED', 'FAILED'])]) {
		script.wait(100 * MS, SECOND);
		script.hook('TransferStatusEvent', { ...by, status });
	}
}

function held(script) {
	const { random } = script;

	script.hook('hold', {});
	script.wait(30 * MS, 90 * MS);
	script.status('HOLD');
	script.wait(2 * SECOND, MINUTE);
	if (random.chance(0.3))
		return;
	script.hook('unhold', {});
	script.wait(30 * MS, 90 * MS);
	script.status('ESTABLISHED');
}

/* What happens in a call that is up, until `ends`. */
function talked(script, ends) {
	const { random } = script;
	let isTransferred = false;

	while (random.chance(0.4)) {
		const before = script.at;

		script.wait(2 * SECOND, MINUTE);
		if (script.at + 2 * MINUTE > ends) {
			script.at = before;
			break;
		}
		if (random.chance(0.5)) {
			script.hook('sendDtmf', { dtmf: '1', type: 'RFC2833' });
		} else if (random.chance(0.5)) {
			held(script);
		} else if (!isTransferred) {
			isTransferred = true;
			transferred(script);
		}
	}
	script.at = Math.max(script.at, ends);
}

const lasts = (random) => (random.chance(0.02) ? random.between(4 * HOUR + MINUTE, 7 * HOUR)
	: random.chance(0.2) ? random.between(MS, 3 * SECOND)
	: random.between(3 * SECOND, 10 * MINUTE));

function hungUp(script) {
	const { leg, random } = script;

	if (random.chance(0.5)) {
		script.hook('hangup', {});
		script.wait(50 * MS, 300 * MS);
	}
	leg.isOver = true;
	if (random.chance(0.1))
		script.status('FAILED', 'Failed by ICE error');
	else
		script.status('FINISH', random.chance(0.3) ? 'Normal call clearing' : '');
}

/* How a call ends that nobody answers. */
function unanswered(script) {
	const { leg, random } = script;

	script.wait(SECOND, 20 * SECOND);
	leg.isOver = true;
	switch (random.between(0, 3)) {
	case 0:
		return script.status('BUSY', random.chance(0.5) ? 'SIP 486 Busy Here' : '');
	case 1:
		return script.status('FAILED', 'SIP 480 Temporarily Unavailable');
	case 2:
		script.hook('hangup', {});
		script.wait(50 * MS, 300 * MS);
		return script.status('FINISH');
	default:
		return script.status('FINISH');
	}
}

/* Writes the hooks of the leg. */
export function play(random, leg) {
	const script = new Script(random, leg);

	leg.hooks = [];
	if (random.chance(0.06)) {
		if (!refused(script))
			return;
	} else {
		script.hook(request(leg), { ...parties(leg), status: 'PENDING' });
	}
	script.wait(50 * MS, 300 * MS);
	if (leg.direction === 'out')
		script.status('TRYING');
	for (let rings = random.between(0, 2); rings > 0; rings--) {
		script.wait(100 * MS, 2 * SECOND);
		const { status, info } = random.pick(ringing);

		script.status(status, info);
	}
	if (random.chance(0.3))
		return unanswered(script);
	script.wait(SECOND, 20 * SECOND);
	if (leg.direction === 'in') {
		script.hook('answer', { incoming: true });
		script.wait(30 * MS, 200 * MS);
	}
	script.status('ESTABLISHED', random.chance(0.1) ? 'SIP 200 OK' : '');
	talked(script, script.at + lasts(random));
	return hungUp(script);
}

let number = 0;

const leg = (random, connection, begins) => ({
	number: ++number,
	app: connection.app, node: connection.node, session: connection.session, connection,
	begins, callId: `id-${number}`, direction: random.chance(0.5) ? 'out' : 'in',
	caller: random.pick(users), callee: random.pick(users),
	name: random.chance(0.5) ? random.pick(['Anna', 'Zoë "Z", née Ø', '=1+1', '10001']) : null,
	/* No other leg has its callId. */
	isAlone: true,
});

/* The other leg of a call between two browsers. */
function twin(random, first, connection) {
	const second = leg(random, connection, first.begins + random.between(50 * MS, 200 * MS));

	first.isAlone = false;
	first.direction = 'out';
	return Object.assign(second, {
		isAlone: false, callId: first.callId, direction: 'in', caller: first.caller,
		callee: first.callee, name: first.name,
	});
}

/* A later call with the same callId, to somebody else. */
function again(random, first) {
	const second = leg(random, first.connection, 0);

	first.isAlone = false;
	return Object.assign(second, {
		isAlone: false, callId: first.callId, direction: first.direction, caller: first.caller,
		callee: String(Number(first.callee) + 100), after: first,
	});
}

/* A session of a browser, with the hooks of its connection. */
function connected(random, begins, ends, node) {
	const id = random.between(1000, 60000);
	const connection = {
		app: random.pick(['defaultApp', 'clickToCall']), node, hooks: [],
		session: `/192.0.2.${random.between(1, 250)}:${id}/192.0.2.251:8443`
			+ (random.chance(0.5) ? `-${number}-${id}` : ''),
	};
	const tell = (at, hook, body) => connection.hooks.push({
		at, hook, status: 200, leg: null, connection, body: { ...context(connection), ...body },
	});

	Object.assign(connection, { begins, ends });
	tell(begins, 'connect', { sipLogin: random.pick(users), sipRegisterRequired: true });
	tell(begins + 100 * MS, 'ConnectionStatusEvent', { status: 'ESTABLISHED' });
	tell(begins + 300 * MS, 'RegistrationStatusEvent', { status: 'REGISTERED' });
	tell(ends, 'ConnectionStatusEvent', { status: 'DISCONNECTED' });
	return connection;
}

/*
 * About `count` legs that begin between two times: { connections, legs }.  The hooks
 * of a leg end with its connection.
 */
export function calls(random, count, from, to, canReuse) {
	const connections = [];
	const legs = [];
	const add = (one) => {
		play(random, one);
		legs.push(one);
		return one;
	};

	number = 0;
	for (let i = 0; i < Math.max(2, count / 8); i++) {
		const begins = random.between(from, to);

		connections.push(connected(random, begins, begins + random.between(HOUR, 12 * HOUR),
			random.pick(['n1@192.0.2.251', 'n2@192.0.2.252'])));
	}
	while (legs.length < count) {
		const connection = random.chance(0.03)
			? { app: 'restApp', node: 'n1@192.0.2.251', session: null, begins: from, ends: null }
			: random.pick(connections);
		const last = connection.ends ?? to;
		const first = leg(random, connection, random.between(connection.begins + SECOND, last - MINUTE));

		if (random.chance(0.08)) {
			const others = connections.filter((other) => other.session !== first.session
				&& other.begins + SECOND < first.begins && other.ends > first.begins + 10 * SECOND);

			if (others.length > 0) {
				const second = twin(random, first, random.pick(others));

				add(first);
				add(second);
				continue;
			}
		}
		if (canReuse && random.chance(0.08)) {
			const second = again(random, first);

			add(first);
			second.begins = first.hooks.at(-1).at + random.between(4 * SECOND, HOUR);
			first.isFollowedSoon = second.begins < first.hooks.at(-1).at + 65 * SECOND;
			if (second.begins < last - SECOND)
				add(second);
			continue;
		}
		add(first);
	}
	return { connections, legs };
}
