/* machine - runs EchoApp's programs at a given time, on a state directory. */

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

import { text } from './times.mjs';

export const root = new URL('../..', import.meta.url).pathname;
const tool = process.env.TEST_TOOL ?? `${root}tools/echoappctl`;
const programs = process.env.TEST_PROGRAMS ?? `${root}fcgi`;
const status = process.env.TEST_STATUS ?? `${programs}/status.fcgi`;

/* Debian's libfaketime; its directory is named after the machine. */
const faketime = ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/usr/lib', '/usr/lib64']
	.map((directory) => `${directory}/faketime/libfaketime.so.1`).find(existsSync);

if (!faketime) {
	console.error('records: there is no libfaketime.so.1; run: make deps');
	process.exit(1);
}

/* The variables of a program for which it is `now`, until it ends. */
export const at = (now) => ({
	PATH: process.env.PATH, TZ: 'UTC', LD_PRELOAD: faketime,
	FAKETIME: text(now).replace('T', ' ').replace('Z', ''),
	NO_FAKE_STAT: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
	/* libfaketime leaves memory behind. */
	ASAN_OPTIONS: 'detect_leaks=0:verify_asan_link_order=0',
});

/*
 * libfaketime names files in /dev/shm after a process; a program that ends by a signal
 * or _exit() leaves them, and a later process of the same number cannot start.
 */
function forgetDead() {
	for (const file of readdirSync('/dev/shm')) {
		const [, pid] = file.match(/^(?:sem\.)?faketime_(?:sem|shm)_(\d+)$/) ?? [];
		const path = `/dev/shm/${file}`;

		if (pid && !existsSync(`/proc/${pid}`) && statSync(path, { throwIfNoEntry: false })?.mtimeMs < Date.now() - 10000)
			rmSync(path, { force: true });
	}
}

let runs = 0;

function run(program, given, env, input) {
	if (runs++ % 500 === 0)
		forgetDead();
	const ran = spawnSync(program, given, { env, input, encoding: 'utf8', maxBuffer: 2 ** 30 });

	if (ran.error)
		throw ran.error;
	return ran;
}

export class Machine {
	constructor(directory) {
		this.state = `${directory}/state`;
		this.cursor = `${directory}/cursor`;
		this.conf = `${directory}/echoapp.conf`;
	}

	environment(now) {
		return { ...at(now), ECHOAPP_CONF: this.conf, ECHOAPP_STATE_DIR: this.state };
	}

	/* What echoappctl prints; throws if it fails. */
	ctl(now, ...given) {
		const { status: code, stdout, stderr } = run(tool, given, this.environment(now));

		if (code !== 0)
			throw new Error(`echoappctl ${given.join(' ')} at ${text(now)}: exit ${code}: ${stderr}`);
		return stdout;
	}

	/* The response of a program that is run as CGI. */
	cgi(now, program, request, body) {
		return run(program, [], {
			...this.environment(now), ...request,
			SERVER_PROTOCOL: 'HTTP/1.1', REMOTE_ADDR: '127.0.0.1', HTTP_HOST: '127.0.0.1',
		}, body).stdout;
	}

	/* The body of the status program's response. */
	get(now, path, query = '') {
		const answer = this.cgi(now, status, {
			REQUEST_METHOD: 'GET', SCRIPT_NAME: path, REQUEST_URI: `${path}?${query}`, QUERY_STRING: query,
		}, '');

		return answer.slice(answer.search(/\r?\n\r?\n/)).trimStart();
	}

	/* Sends a hook to its program; throws unless it is let pass. */
	hook(now, name, body) {
		const program = `${programs}/${name[0].toLowerCase()}${name.slice(1)}.fcgi`;
		const sent = JSON.stringify(body);
		const answer = this.cgi(now, program, {
			REQUEST_METHOD: 'POST', SCRIPT_NAME: `/EchoApp/${name}`, REQUEST_URI: `/EchoApp/${name}`,
			CONTENT_TYPE: 'application/json', CONTENT_LENGTH: String(Buffer.byteLength(sent)),
		}, sent);

		if (!answer.endsWith(sent) || /^Status: (?!200)/m.test(answer))
			throw new Error(`${name} at ${text(now)}: ${answer}`);
	}

	/* Types a command into a shell, with echoappctl in the PATH; throws if it fails. */
	type(now, command) {
		const { PATH, ...rest } = this.environment(now);
		const ran = run('sh', ['-c', command], { ...rest, PATH: `${dirname(tool)}:${PATH}` });

		if (ran.status !== 0 || ran.stderr !== '')
			throw new Error(`${command}: exit ${ran.status}: ${ran.stderr}`);
	}
}

/* The fields of each record of a CSV by RFC 4180. */
function fields(csv) {
	const records = [[]];

	for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
		records.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
		if (end !== ',')
			records.push([]);
	}
	return records.filter((record) => record.length > 1);
}

/* An object for each record, with the names of the header. */
export function rows(csv) {
	const [header, ...records] = fields(csv);

	return records.map((record) => Object.fromEntries(header.map((name, i) => [name, record[i]])));
}
