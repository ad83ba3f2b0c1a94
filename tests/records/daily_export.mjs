/*
 * daily_export - the jobs of cron in docs/call-records.md, over simulated days: each
 * call is in the exports of a job once, or again with a higher revision, and the sums
 * are those of the calls.
 *
 *	node tests/records/daily_export.mjs DAYS CALLS [SEED]
 *
 * The hooks go to the real programs, each at its time.
 */

import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { calls } from './calls.mjs';
import { Machine, root, rows } from './machine.mjs';
import { record } from './model.mjs';
import { carried } from './network.mjs';
import { Random } from './random.mjs';
import { DAY, HOUR, MINUTE, day, parsed } from './times.mjs';

const BEGIN = parsed('2026-02-20T00:00:00.000000Z');

/* The commands of the lines for cron, as cron's shell gets them. */
function jobs(directory) {
	const [, section] = /^## A daily export\n(.*?)^## /ms.exec(readFileSync(`${root}docs/call-records.md`, 'utf8'));
	const lines = [...section.matchAll(/^(\d+) (\d+) \* \* \* \S+ (echoappctl .*)$/gm)];

	if (lines.length !== 2)
		throw new Error('docs/call-records.md has not two lines for cron in "A daily export"');
	return lines.map(([, minute, hour, command], i) => ({
		after: Number(hour) * HOUR + Number(minute) * MINUTE, at: `${directory}/${i}`,
		command: command.replaceAll('\\%', '%').replaceAll('/var/lib/echoapp', `${directory}/${i}`),
	}));
}

/* What a job left behind is imported before it runs again. */
function imported(job) {
	const files = readdirSync(job.at).filter((file) => file.endsWith('.csv'));
	const all = files.flatMap((file) => rows(readFileSync(`${job.at}/${file}`, 'utf8')));

	for (const file of files)
		rmSync(`${job.at}/${file}`);
	return all;
}

function runJob(machine, job, now) {
	machine.type(now, job.command);
	for (const row of imported(job)) {
		const before = job.records.get(row.uniqueid);

		if (before && Number(before.revision) >= Number(row.revision))
			throw new Error(`${job.command}: ${row.callid} again on ${day(now)}: ${JSON.stringify(row)}`);
		job.records.set(row.uniqueid, row);
	}
}

/* What happens, in the order of time: hooks, and the jobs of each day. */
function events(made, all, until) {
	const hooks = [...made.legs.flatMap(carried), ...made.connections.flatMap(({ hooks: own }) => own)];
	const list = hooks.map((hook) => ({ at: hook.at, hook }));

	for (let midnight = BEGIN + DAY; midnight <= until; midnight += DAY)
		for (const job of all)
			list.push({ at: midnight + job.after, job });
	return list.sort((a, b) => a.at - b.at);
}

/* Sums as a bill has them: by disposition, calls, milliseconds and those billed. */
function sums(records) {
	const all = {};

	for (const { disposition, duration, billsec } of records) {
		const sum = all[disposition] ??= { calls: 0, duration: 0, billsec: 0 };

		sum.calls++;
		sum.duration += Math.round(Number(duration) * 1000);
		sum.billsec += Math.round(Number(billsec) * 1000);
	}
	return JSON.stringify(Object.fromEntries(Object.entries(all).sort()));
}

function truth({ legs }, now) {
	return legs.map((leg) => {
		const lines = carried(leg).map((hook) => ({ ...hook, time: hook.at, of: hook }));

		return lines.length > 0 && record(leg, lines, leg.connection.ends, now);
	}).filter(Boolean);
}

function simulate(directory, days, count, seed) {
	const random = new Random(seed);
	const made = calls(random, count, BEGIN, BEGIN + (days - 1) * DAY, false);
	const machine = new Machine(directory);
	const all = jobs(directory).map((job) => ({ ...job, records: new Map() }));
	const until = BEGIN + (days + 1) * DAY;

	made.legs = made.legs.filter(({ hooks }) => hooks.every(({ status }) => status === 200));
	writeFileSync(machine.conf, '');
	for (const { at } of all)
		mkdirSync(at);
	for (const { at, hook, job } of events(made, all, until))
		if (job)
			runJob(machine, job, at);
		else
			machine.hook(at, hook.hook, hook.body);
	const expected = sums(truth(made, until));

	for (const { command, records } of all)
		if (sums(records.values()) !== expected)
			throw new Error(`${command}:\n${sums(records.values())}, not\n${expected}`);
	return { calls: made.legs.length, expected };
}

const [days, count, seed = '1'] = process.argv.slice(2);
const directory = mkdtempSync(join(tmpdir(), 'exports-'));

try {
	const { calls: legs, expected } = simulate(directory, Number(days), Number(count), Number(seed));

	console.log(`${legs} calls of ${days} days, each exported once: ${expected}`);
} catch (error) {
	console.log(`seed ${seed}: ${error.message}`);
	process.exitCode = 1;
} finally {
	rmSync(directory, { recursive: true });
}
