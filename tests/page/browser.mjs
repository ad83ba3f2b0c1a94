/* browser - a browser and hooks, for the tests and the screenshots. */

import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

const require = createRequire(process.env.PAGE_MODULES);

export const { chromium } = require('playwright-core');
export const axe = require('axe-core').source;
export const url = process.env.PAGE_URL;

export const launch = () => chromium.launch({
	executablePath: process.env.CHROMIUM,
	args: [
		/* As root chromium cannot use its sandbox. */
		...(process.getuid() === 0 ? ['--no-sandbox'] : []),
		/* A foreign host name that resolves to this machine (DNS rebinding). */
		'--host-resolver-rules=MAP stranger.example 127.0.0.1',
	],
});

/* Sends a hook; resolves to the status of the response. */
export async function hook(name, body) {
	const answer = await fetch(`${url}/EchoApp/${encodeURIComponent(name)}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify({
			nodeId: 'n@1', appKey: 'defaultApp', sessionId: 's1', ...body,
		}),
	});

	await answer.arrayBuffer();
	return answer.status;
}

/* Runs a shell command in the source tree; resolves to its exit code. */
export function run(command) {
	return new Promise((resolve, reject) => {
		const child = spawn('sh', ['-c', command],
			{ cwd: process.env.PAGE_ROOT, stdio: 'ignore' });

		child.on('error', reject);
		child.on('exit', resolve);
	});
}

/* Runs echoappctl play; resolves when it ends. */
export function play(...given) {
	return new Promise((resolve, reject) => {
		const child = spawn(process.env.PAGE_TOOL,
			['play', ...given, '--url', `${url}/EchoApp`], { stdio: 'ignore' });

		child.on('error', reject);
		child.on('exit', resolve);
	});
}
