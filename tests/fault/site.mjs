/* site - an installation of EchoApp in a directory, and what it tells. */

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';

const root = new URL('../..', import.meta.url).pathname;

export const tool = process.env.TEST_TOOL ?? `${root}tools/echoappctl`;
export const programs = process.env.TEST_PROGRAMS ?? `${root}fcgi`;

/* The lists that an index answers, and a command that prints each. */
const QUESTIONS = [['calls', '--json'], ['connections', '--json'], ['hooks', '--json'], ['cdr', '--json']];

const assert = (good, message) => {
	if (!good)
		throw new Error(message);
};

function objects(text) {
	return text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/* A line of the journal without what programs add. */
export const line = (time, hook, members, status = 200) => JSON.stringify({
	time: time.toISOString(), hook, status, us: 20, nodeId: 'n@1', sessionId: 's',
	body: { nodeId: 'n@1', sessionId: 's', ...members },
}) + '\n';

export class Site {
	constructor(directory) {
		this.directory = directory;
		this.journal = `${directory}/state/journal`;
		this.environment = {
			PATH: process.env.PATH, ECHOAPP_CONF: `${directory}/echoapp.conf`, REQUEST_METHOD: 'POST',
			CONTENT_TYPE: 'application/json', REMOTE_ADDR: '127.0.0.1', ASAN_OPTIONS: 'detect_leaks=0',
		};
		writeFileSync(`${directory}/echoapp.conf`, `state_dir = ${directory}/state\nlog = server\ndurability = disk\n`);
	}

	/* Adds lines to the days of their times. */
	put(lines) {
		mkdirSync(this.journal, { recursive: true, mode: 0o700 });
		for (const one of lines)
			appendFileSync(`${this.journal}/${JSON.parse(one).time.slice(0, 10).replaceAll('-', '')}.ndjson`, one,
				{ mode: 0o600 });
	}

	/* A shell's command that sends a hook. */
	hook(body) {
		return `printf %s '${body}' | CONTENT_LENGTH=${body.length} ${programs}/call.fcgi`;
	}

	/* Sends it, and waits for the fold that it starts. */
	send(body) {
		const ran = this.shell(`${this.hook(body)} && flock state/index.lock true`);

		assert(ran.includes('Status: 200'), `a hook after the cut: ${ran}`);
	}

	shell(command) {
		const ran = spawnSync('sh', ['-c', command], { cwd: this.directory, env: this.environment, encoding: 'utf8' });

		assert(ran.status === 0, `${command}: exit ${ran.status}: ${ran.stdout}${ran.stderr}`);
		return ran.stdout;
	}

	/* 1: the command tells of lines that cannot be read, such as a torn one. */
	ctl(...given) {
		const { REQUEST_METHOD, ...env } = this.environment;
		const ran = spawnSync(tool, given, { cwd: this.directory, env, encoding: 'utf8' });

		assert(ran.status === 0 || ran.status === 1, `echoappctl ${given.join(' ')}: exit ${ran.status}: ${ran.stderr}`);
		return ran.stdout;
	}

	/* All lines, also those of compressed days. */
	lines() {
		const files = existsSync(this.journal) ? readdirSync(this.journal).filter((name) => /^\d.*\.ndjson/.test(name)) : [];
		const days = new Map(files.map((name) => [name.slice(0, 8), name]));

		/* While a day has both, the compressed one has all of it. */
		for (const name of files)
			if (name.endsWith('.zst'))
				days.set(name.slice(0, 8), name);
		return [...days.values()].sort().map((name) => (name.endsWith('.zst')
			? this.shell(`zstd -dcq state/journal/${name}`) : readFileSync(`${this.journal}/${name}`, 'latin1'))).join('');
	}

	/* What the index says, without what changes with time. */
	told() {
		return QUESTIONS.map((question) => objects(this.ctl(...question))
			.map(({ age, ...rest }) => JSON.stringify(rest)).join('\n')).join('\n\n');
	}

	hooks() {
		return objects(this.ctl('hooks', '--json')).reduce((sum, { count }) => sum + count, 0);
	}

	/* The records that are new for the cursor. */
	exported() {
		return objects(this.ctl('cdr', '--json', '--cursor', 'cursor')).map(({ uniqueid }) => uniqueid);
	}

	/* Each is there once, and nothing is glued to another. */
	checkLines(whole) {
		const found = this.lines().split('\n').slice(0, -1);

		for (const one of whole)
			assert(found.filter((text) => text === one.trimEnd()).length === 1, `not there once: ${one}`);
		for (const one of found)
			checkLine(one.replaceAll('\0', ''));
	}

	/* The index heals by itself, and is what one made anew is. */
	checkIndex() {
		const before = this.told();

		this.ctl('reindex');
		const anew = this.told();

		assert(anew === before, `the index is not like one made anew: ${difference(before, anew)}`);
	}
}

/* The first line that only one of the texts has. */
function difference(before, anew) {
	const [a, b] = [before.split('\n'), anew.split('\n')];

	return a.find((one) => !b.includes(one)) ?? `not ${b.find((one) => !a.includes(one))}`;
}

/* Whole, or the beginning of a line. */
function checkLine(text) {
	try {
		JSON.parse(text);
	} catch {
		assert('{"time":"'.startsWith(text.slice(0, 9)) && text.lastIndexOf('{"time":"') <= 0, `glued: ${text}`);
	}
}
