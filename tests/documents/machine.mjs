/* machine - types commands into the shell of the machine that run.sh has made. */

import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync, readlinkSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/* Milliseconds for a block. */
const PATIENCE = 180000;
/* Milliseconds: programs look at their configuration once a second. */
const RELOAD = 1100;

export const isRoot = process.env.IS_ROOT === 'yes';

/* The variables of a new login. */
export const environment = {
	HOME: '/tmp/home',
	LANG: 'C.UTF-8',
	PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
};

let server, beside;

const shell = (text, file, more) => {
	const out = openSync(file, 'w');
	const child = spawn('bash', ['-euo', 'pipefail', '-c', text], {
		env: { ...environment, ...more }, stdio: ['ignore', out, out], detached: true,
	});

	closeSync(out);
	child.ended = new Promise((resolve) => {
		child.on('exit', (code, signal) => resolve(code ?? signal));
	});
	return child;
};

/* Kills the process group of a command that takes longer than `patience` milliseconds. */
const killLater = (child, patience) => setTimeout(() => process.kill(-child.pid, 'SIGKILL'), patience);

/* Waits until the server has looked at files that were just written. */
async function settle() {
	const files = ['.', 'secrets'].flatMap((directory) => {
		try {
			return readdirSync(directory).map((name) => `${directory}/${name}`);
		} catch {
			return [];
		}
	});
	const changed = Math.max(...files.map((name) => statSync(name).ctimeMs));

	await sleep(changed + RELOAD - Date.now());
}

/* Types `text`, with more variables in the environment; returns { code, out }. */
export async function type(text, more = {}) {
	const file = '/tmp/.said';

	if (server)
		await settle();
	const child = shell(text, file, more);
	const timer = killLater(child, PATIENCE);
	const code = await child.ended;

	clearTimeout(timer);
	return { code, out: readFileSync(file, 'utf8') };
}

/* Programs of hooks that still run. */
const programs = () => readdirSync('/proc').filter((pid) => {
	try {
		return /\.fcgi/.test(readlinkSync(`/proc/${pid}/exe`));
	} catch {
		return false;
	}
});

/* The output of the server. */
export const serverSaid = () => readFileSync(server.file, 'utf8');

async function start(text, file) {
	const started = { file, child: shell(text, file) };
	let code;

	started.child.ended.then((ended) => {
		code = ended;
	});
	while (!/^EchoApp answers at /m.test(readFileSync(file, 'utf8'))) {
		if (code !== undefined)
			throw new Error(`it ended with ${code}:\n${readFileSync(file, 'utf8')}`);
		await sleep(50);
	}
	return started;
}

async function interrupt({ child }) {
	const timer = killLater(child, 10000);

	process.kill(-child.pid, 'SIGINT');
	await child.ended;
	clearTimeout(timer);
}

/* Presses Ctrl-C in the terminal of the server, which ends all programs. */
export async function stop() {
	const stopped = server;

	if (!stopped)
		return;
	server = undefined;
	await interrupt(stopped);
	if (beside)
		await interrupt(beside);
	beside = undefined;
	for (let tries = 0; programs().length; tries++) {
		if (tries === 30)
			throw new Error(`programs run after Ctrl-C:\n${readFileSync(stopped.file, 'utf8')}`);
		await sleep(100);
	}
}

/* Types a command that serves until Ctrl-C; returns when the server is ready. */
export async function serve(text) {
	await stop();
	server = await start(text, '/tmp/.server');
}

/* Starts another server beside the one that is there, and stops it. */
export const serveOnce = async (text) => interrupt(await start(text, '/tmp/.once'));

/* Starts another server, which ends with the first. */
export async function serveBeside(text) {
	beside = await start(text, '/tmp/.beside');
}
