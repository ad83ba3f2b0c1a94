/*
 * life - what an installation goes through: hooks arrive, somebody exports records,
 * purges, erases, rebuilds the index; and what the model expects at each moment.
 */

import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';

import { Mismatch, columns, erasable, essence, goesOn, grouped, names, written } from './expected.mjs';
import { rows } from './machine.mjs';
import { record } from './model.mjs';
import { journaled } from './network.mjs';
import { DAY, MINUTE, SECOND, day, midnight, text } from './times.mjs';

export class Life {
	/* A life of these lines and legs, in an empty directory. */
	constructor(machine, { legs, lines, clock }) {
		Object.assign(this, { machine, clock, legs, coming: lines });
		this.states = new Map(legs.map((leg) => [leg.number,
			{ leg, lines: [], revision: 0, essence: null, expected: null, uniqueid: null, isDue: false, isPurged: false }]));
		this.ended = new Map();
		this.delivered = new Map();
		this.spans = new Map();
		this.spanned = null;
		this.counters = new Map();
		this.recorded = '';
		/* The latest time at which there was a fold. */
		this.latest = 0;
		mkdirSync(`${machine.state}/journal`, { recursive: true });
		writeFileSync(machine.conf, '');
	}

	/* Writes the lines until a moment into the journal. */
	write(moment) {
		const files = new Map();

		while (this.coming.length > 0 && this.coming[0].written <= moment) {
			const line = this.coming.shift();
			const file = `${day(line.time).replaceAll('-', '')}.ndjson`;

			files.set(file, (files.get(file) ?? '') + journaled(line, text));
			if (line.leg) {
				const state = this.states.get(line.leg.number);

				state.lines.push(line);
				state.isAgain ||= state.isPurged;
				state.isSettled = false;
			} else if (line.body.status === 'DISCONNECTED') {
				this.ended.set(line.connection, line.time);
				for (const state of this.states.values())
					state.isSettled &&= state.leg.connection !== line.connection;
			}
		}
		for (const [file, lines] of files)
			appendFileSync(`${this.machine.state}/journal/${file}`, lines);
	}

	/*
	 * The record of a leg if it is final.  It stays final when the clock is set back, as
	 * long as no line changes it.
	 */
	final({ leg, lines, essence: before }, now) {
		const ended = this.ended.get(leg.connection) ?? null;
		const expected = record(leg, lines, ended, now);

		if (expected && now >= expected.final)
			return expected;
		const then = record(leg, lines, ended, this.latest);

		return then && essence(then) === before ? then : null;
	}

	/* What the model expects of each leg at `now`, after a fold. */
	fold(now) {
		this.latest = Math.max(this.latest, now);
		for (const state of this.states.values()) {
			if (state.lines.length === 0 || state.isPurged || state.isSettled)
				continue;
			const expected = this.final(state, now);

			state.expected = expected;
			if (!expected)
				continue;
			state.isSettled = true;
			if (essence(expected) !== state.essence) {
				state.essence = essence(expected);
				state.revision++;
				state.final = expected.final;
				state.isDue = true;
			}
		}
	}

	/*
	 * The rows of an export, but those of calls that went stale, were purged, and went on:
	 * of these nobody can know what was before.
	 */
	exported(csv) {
		this.again = new Set([...this.states.values()].filter(({ isAgain }) => isAgain).map(({ leg }) => leg.callId));
		return rows(csv).filter(({ callid }) => !this.again.has(callid.replace(/~\d+$/, '')));
	}

	/* The leg of a row: that with its uniqueid, or the one that has its ids. */
	legOf(row) {
		const [, callId, ordinal] = /^(.*?)(?:~(\d+))?$/.exec(row.callid);
		const same = [...this.states.values()].filter(({ leg, lines, isPurged }) => !isPurged && lines.length > 0
			&& leg.callId === callId && leg.node === row.node && (leg.session ?? '') === row.session);
		const state = same.sort((a, b) => a.lines[0].time - b.lines[0].time)[(ordinal ?? 1) - 1];

		if (!state)
			throw new Mismatch(this.legs.find((leg) => leg.callId === callId) ?? null, 'no call',
				`a record of no call: ${JSON.stringify(row)}`);
		return state;
	}

	/* Fails unless a row is what the model expects. */
	check(row, what) {
		const state = this.legOf(row);
		const fail = (kind, message) => {
			throw new Mismatch(state.leg, kind, `${what}: ${row.callid}: ${message}\n${JSON.stringify(row)}\n`
				+ `model: ${JSON.stringify(state.expected)}`);
		};

		if (!state.expected)
			fail('over', 'there is a record, but the call is not over');
		for (const column of columns)
			if (!(state.isErased && names.has(column)) && row[column] !== written(state.expected, column))
				fail(column, `${column} is "${row[column]}", not "${written(state.expected, column)}"`);
		if (Number(row.revision) !== state.revision)
			fail('revision', `revision ${row.revision}, not ${state.revision}`);
		if (!/^[0-9a-f]{30}$/.test(row.uniqueid) || (state.uniqueid ?? row.uniqueid) !== row.uniqueid)
			fail('uniqueid', `the uniqueid was ${state.uniqueid}`);
		if (row.recorded < text(state.final))
			fail('recorded', 'it was recorded too early');
		if (row.duration.startsWith('-') || row.billsec.startsWith('-'))
			fail('negative', 'a negative duration');
		state.uniqueid = row.uniqueid;
		return state;
	}

	/* Exports by cursor: exactly what became final or was corrected, once. */
	exportByCursor(now) {
		const what = `export at ${text(now)}`;
		const before = this.recorded;

		this.fold(now);
		for (const row of this.exported(this.machine.ctl(now, 'cdr', '--csv', '--cursor', this.machine.cursor))) {
			const state = this.check(row, what);

			if (!state.isDue)
				throw new Mismatch(state.leg, 'again', `${what}: ${row.callid} was delivered already`);
			if (row.recorded <= before)
				throw new Mismatch(state.leg, 'order', `${what}: ${row.callid} recorded ${row.recorded}, after ${before}`);
			this.recorded = row.recorded;
			state.isDue = false;
			this.delivered.set(row.uniqueid, row);
		}
		for (const { leg, isDue, expected } of this.states.values())
			if (isDue && expected && !this.again.has(leg.callId))
				throw new Mismatch(leg, 'missing', `${what}: ${leg.callId} is missing\nmodel: ${JSON.stringify(expected)}`);
	}

	/* Exports a span of time that adjoins the one before. */
	exportSpan(now) {
		const until = text(now - now % SECOND).replace(/\.\d+/, '');

		if (this.spanned && until <= this.spanned)
			return;
		this.fold(now);
		const given = ['cdr', '--csv', ...(this.spanned ? ['--since', this.spanned] : []), '--until', until];

		for (const row of this.exported(this.machine.ctl(now, ...given))) {
			this.check(row, given.join(' '));
			const before = this.spans.get(row.uniqueid);

			if (before && before.revision >= row.revision)
				throw new Mismatch(this.legOf(row).leg, 'again', `${given.join(' ')}: ${row.callid} again`);
			this.spans.set(row.uniqueid, row);
		}
		this.spanned = until;
	}

	/* All records: those of the model, each once. */
	exportAll(now) {
		this.fold(now);
		const csv = this.machine.ctl(now, 'cdr', '--csv');
		const all = this.exported(csv);
		const seen = new Set();

		for (const row of all) {
			const state = this.check(row, `cdr --csv at ${text(now)}`);

			if (seen.has(state))
				throw new Mismatch(state.leg, 'twice', `cdr --csv: ${row.callid} twice`);
			seen.add(state);
		}
		for (const state of this.states.values())
			if (state.expected && !state.isPurged && !seen.has(state) && !this.again.has(state.leg.callId))
				throw new Mismatch(state.leg, 'missing', `cdr --csv at ${text(now)}: ${state.leg.callId} is missing`);
		if (this.machine.get(now, '/status/cdr.csv', 'raw=yes') !== csv)
			throw new Mismatch(null, 'http', `/status/cdr.csv is not cdr --csv at ${text(now)}`);
		this.checkLinks(all);
	}

	/*
	 * linkedid is the uniqueid of the first record of the same SIP call.  Of two that
	 * begin within a second either may be the first, because hooks overtake each other.
	 */
	checkLinks(all) {
		if (this.clock.set !== null)
			return;
		for (const group of grouped(all, ({ callid }) => callid.replace(/~\d+$/, '')).values()) {
			const { callId } = this.legOf(group[0]).leg;
			const legs = [...this.states.values()].filter(({ leg, lines, isPurged }) => leg.callId === callId
				&& lines.length > 0 && !isPurged);

			/* The first may be live. */
			if (legs.length > group.length)
				continue;
			const spans = group.map((row) => {
				const { leg, lines, expected } = this.legOf(row);
				const at = lines.map(({ time }) => time);

				return { row, leg, from: Math.min(...at), to: Math.max(expected.end, ...at) };
			});

			for (const one of spans) {
				const linked = spans.filter((other) => one.from <= other.to && other.from <= one.to);
				const first = Math.min(...linked.map(({ from }) => from));
				const right = linked.some(({ row, from }) => from <= first + SECOND && row.uniqueid === one.row.linkedid)
					&& linked.every(({ row }) => row.linkedid === one.row.linkedid);

				if (!right)
					throw new Mismatch(one.leg, 'linkedid', `linkedid of ${one.row.callid} ${one.row.session} is `
						+ `${one.row.linkedid}\n${JSON.stringify(group)}`);
			}
		}
	}

	/* Does the connection live, because the last hook of all in it is about the call? */
	keepsConnection({ leg, lines }, before, now) {
		const last = (own) => Math.max(...own.map(({ time }) => time));
		const carried = [...this.states.values()].filter((other) => other.leg.connection === leg.connection)
			.flatMap((other) => other.lines);

		return leg.session !== null && !this.ended.has(leg.connection) && last(lines) === last(carried)
			&& last(lines) >= now - DAY && last(lines) < before - 2 * MINUTE;
	}

	/* The operator exports, then purges the days before today or some day before. */
	purge(now) {
		const before = midnight(now) - DAY * this.purgeBack;

		this.exportByCursor(now);
		this.exportSpan(now);
		this.machine.ctl(now, 'purge', '--yes', '--before', day(before));
		for (const group of grouped([...this.states.values()].filter(({ lines }) => lines.length > 0),
			({ leg }) => leg.callId).values())
			if (!group.some((state) => goesOn(state, before)))
				for (const state of group.filter(({ isPurged }) => !isPurged)) {
					state.isPurged = state.lines[0].time < before && !group.some((other) =>
						other.leg.connection === state.leg.connection && this.keepsConnection(other, before, now));
					state.spanned = this.spanned;
				}
		this.exportAll(now);
	}

	erase(now, user) {
		this.machine.ctl(now, 'erase', '--yes', '--user', user);
		for (const state of this.states.values())
			for (const line of state.lines) {
				const isCaller = line.body.caller === user;

				/* Hooks that come later name the user again. */
				state.isErased ||= !state.expected && [line.body.caller, line.body.callee].includes(user);
				line.body = { ...line.body };
				for (const name of erasable)
					if (line.body[name] === user || (name === 'visibleName' && line.body[name] && isCaller))
						line.body[name] = 'erased';
			}
		for (const state of this.states.values())
			state.isSettled = false;
		this.exportAll(now);
	}

	removeIndex() {
		for (const suffix of ['', '-wal', '-shm'])
			rmSync(`${this.machine.state}/index.db${suffix}`, { force: true });
	}

	/* Counters of /metrics, which never fall. */
	checkCounters(now) {
		this.fold(now);
		this.machine.ctl(now, 'calls', '--limit', '1');
		const body = this.machine.get(now, '/metrics');

		for (const [, series, value] of body.matchAll(/^(\w+_(?:total|bucket|sum|count)(?:\{[^}]*\})?) (\S+)$/gm)) {
			if (Number(value) < (this.counters.get(series) ?? 0))
				throw new Mismatch(null, 'counter', `${series} falls from ${this.counters.get(series)} to ${value}`
					+ ` at ${text(now)}`);
			this.counters.set(series, Number(value));
		}
		if (this.counters.size === 0)
			throw new Mismatch(null, 'counters', `no counters at ${text(now)}: ${body}`);
	}

	/* One thing that happens, at the moment `at`. */
	happen({ at, what, user, back }) {
		const now = this.clock.at(at);

		this.write(at);
		this.purgeBack = back;
		switch (what) {
		case 'cursor': return this.exportByCursor(now);
		case 'span': return this.exportSpan(now);
		case 'all': return this.exportAll(now);
		case 'fold': this.fold(now); return this.machine.ctl(now, 'reap');
		case 'purge': return this.purge(now);
		case 'erase': return this.erase(now, user);
		case 'reindex': this.fold(now); return this.machine.ctl(now, 'reindex');
		case 'remove': return this.removeIndex();
		case 'counters': return this.checkCounters(now);
		default: throw new Error(what);
		}
	}

	/* When all calls are over: all exports together are the records of the model. */
	finish(at) {
		const now = this.clock.at(at);

		this.write(at);
		this.exportByCursor(now);
		this.exportSpan(now + 2 * SECOND);
		this.exportAll(now + 2 * SECOND);
		this.checkCounters(now + 2 * SECOND);
		for (const state of this.states.values()) {
			const row = this.delivered.get(state.uniqueid);
			const span = this.spans.get(state.uniqueid);

			if (state.lines.length === 0 || this.again.has(state.leg.callId))
				continue;
			if (!row || Number(row.revision) !== state.revision)
				throw new Mismatch(state.leg, 'union', `the exports by cursor have not the last revision of ${state.leg.callId}`);
			/* What a purge took in the second in which it became final was in no span. */
			if (state.isPurged && row.recorded >= state.spanned.slice(0, -1))
				continue;
			if (!span || Number(span.revision) !== state.revision)
				throw new Mismatch(state.leg, 'union', `adjoining exports have not the last revision of ${state.leg.callId}`);
		}
		if (new Set([...this.states.values()].map(({ uniqueid }) => uniqueid).filter(Boolean)).size
			!== [...this.states.values()].filter(({ uniqueid }) => uniqueid).length)
			throw new Mismatch(null, 'uniqueid', 'two calls have one uniqueid');
	}
}
