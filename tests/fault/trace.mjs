/*
 * trace - what a command does to the files of a directory, as strace sees it.
 *
 * An operation is { kind, path, ... } with a path below the directory: create, directory,
 * write (offset, data; offset -1: at the end), truncate (size), sync, rename (to), remove;
 * { kind: 'answer', text } is output of the command.
 */

import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';

const CALLS = 'openat,open,creat,write,pwrite64,writev,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,' +
	'mkdirat,rmdir,fsync,fdatasync,lseek,link,linkat,fallocate,truncate,pwritev,copy_file_range,sendfile,splice';

/* strace -xx writes each byte of a string as \xHH. */
const bytes = (text) => Buffer.from(text.replaceAll('\\x', ''), 'hex');

const strings = (text) => [...text.matchAll(/"((?:\\x[0-9a-f]{2})*)"/g)].map((found) => bytes(found[1]));

/* The path of the descriptor or directory that is argument `n`; '' if it was removed. */
function described(text, n) {
	const found = [...text.matchAll(/(?:^|, )(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2}|[^>\\])*)>(\(deleted\))?/g)][n];

	return !found || found[2] ? '' : found[1].includes('\\x') ? bytes(found[1]).toString() : found[1];
}

/* Whole calls, in the order of their ends: a call may be interrupted by another process's. */
function* calls(trace) {
	const begun = new Map();

	for (const line of trace.split('\n')) {
		const [, pid, rest] = /^(\d+) +(.*)$/.exec(line) ?? [];
		const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);

		if (!rest)
			continue;
		if (rest.endsWith(' <unfinished ...>')) {
			begun.set(pid, rest.slice(0, -' <unfinished ...>'.length));
			continue;
		}
		const [, name, given, result] = /^(\w+)\((.*)\) += (-?\d+)/s.exec(resumed ? begun.get(pid) + resumed[1] : rest) ?? [];

		if (name && Number(result) >= 0)
			yield { name, given, result: Number(result) };
	}
}

class Recorder {
	constructor(directory) {
		this.directory = directory;
		this.known = new Set();
		this.positions = new Map(); /* of descriptors that do not append, by path */
		this.done = [];
	}

	below(path) {
		const whole = path.startsWith('/') ? path : `${this.directory}/${path}`;

		return whole.startsWith(`${this.directory}/`) ? whole.slice(this.directory.length + 1)
			: whole === this.directory ? '.' : null;
	}

	/* Of a descriptor, which may be a pipe, or of a file that was removed. */
	opened(given) {
		const path = described(given, 0);

		return path.startsWith('/') ? this.below(path) : null;
	}

	add(kind, path, more) {
		if (path !== null && !path.endsWith('-shm'))
			this.done.push({ kind, path, ...more });
	}

	/* Of a call whose arguments are (directory, name) or (name). */
	named(given, n = 0) {
		const name = strings(given)[n].toString();

		return this.below(name.startsWith('/') ? name : `${described(given, n) || this.directory}/${name}`);
	}

	open({ given }) {
		const path = this.named(given);

		if (path === null || given.includes('O_DIRECTORY') || given.includes('O_PATH'))
			return;
		if (given.includes('O_CREAT'))
			this.add('create', path, {});
		if (given.includes('O_TRUNC'))
			this.add('truncate', path, { size: 0 });
		this.positions.set(path, given.includes('O_APPEND') ? -1 : 0);
	}

	write({ given, result }) {
		const path = this.opened(given);
		const data = Buffer.concat(strings(given)).subarray(0, result);

		if (/^1[<,]/.test(given))
			this.add('answer', path ?? '', { text: data.toString() });
		if (path === null)
			return;
		const at = this.positions.get(path) ?? 0;

		this.add('write', path, { offset: at, data });
		if (at >= 0)
			this.positions.set(path, at + result);
	}

	take(call) {
		const { name, given, result } = call;
		const of = () => this.opened(given);

		switch (name) {
		case 'open': case 'openat': case 'creat':
			return this.open(call);
		case 'write': case 'writev':
			return this.write(call);
		case 'pwrite64':
			return this.add('write', of(), {
				offset: Number(/, (\d+)$/.exec(given)[1]), data: strings(given)[0].subarray(0, result),
			});
		case 'ftruncate':
			return this.add('truncate', of(), { size: Number(/, (\d+)$/.exec(given)[1]) });
		case 'fsync': case 'fdatasync':
			return this.add('sync', of(), {});
		case 'lseek':
			return this.positions.get(of()) >= 0 ? void this.positions.set(of(), result) : undefined;
		case 'rename': case 'renameat': case 'renameat2':
			return this.add('rename', this.named(given, 0), { to: this.named(given, 1) });
		case 'unlink': case 'unlinkat': case 'rmdir':
			return this.add('remove', this.named(given), {});
		case 'mkdir': case 'mkdirat':
			return this.add('directory', this.named(given), {});
		default:
			throw new Error(`trace.mjs does not know ${name}(${given})`);
		}
	}
}

/* Runs a shell's command in the directory; returns its operations and its exit code. */
export function traced(directory, command, env) {
	const file = `${directory}.trace`;
	const ran = spawnSync('strace', ['-f', '-y', '-xx', '-s', '16777216', '-qq', '-o', file, '-e', `trace=${CALLS}`,
		'-e', 'signal=none', 'sh', '-c', command], { cwd: directory, env, encoding: 'utf8', maxBuffer: 2 ** 28 });
	const recorder = new Recorder(directory);

	if (ran.error)
		throw ran.error;
	for (const call of calls(readFileSync(file, 'latin1')))
		recorder.take(call);
	rmSync(file);
	return { code: ran.status, out: ran.stdout, err: ran.stderr, operations: recorder.done };
}
