/* state - a state with entities of every kind, and what programs tell of it. */

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = process.env.ROOT;
const dir = mkdtempSync(join(tmpdir(), 'echoapp-api-'));
const environment = { ...process.env, ECHOAPP_CONF: join(dir, 'echoapp.conf'), ECHOAPP_STATE_DIR: join(dir, 'state') };
const context = { nodeId: 'n@1', appKey: 'defaultApp', sessionId: 's' };

process.on('exit', () => rmSync(dir, { recursive: true }));

/* Lines of the journal: seconds before now, hook, status of the response, body, slots. */
const hooks = [
	[90000, 'call', 200, { callId: 'stale', caller: '10001', callee: '10002' }],
	[600, 'connect', 200, { sipLogin: '10001', sipDomain: 'sip.example', sipVisibleName: 'Ann' }],
	[599, 'RegistrationStatusEvent', 200, { status: 'REGISTERED' }],
	[598, 'ConnectionStatusEvent', 200, { status: 'ESTABLISHED' }],
	[500, 'call', 200, { callId: 'over', caller: '10001', callee: '10002', visibleName: 'Ann' }],
	[499, 'CallStatusEvent', 200, { callId: 'over', status: 'ESTABLISHED' }],
	[450, 'transfer', 200, { callId: 'over', target: '10003' }],
	[449, 'TransferStatusEvent', 200, { callId: 'over', status: 'COMPLETED' }],
	[440, 'hangup', 200, { callId: 'over' }],
	[439, 'CallStatusEvent', 200, { callId: 'over', status: 'FINISH', info: 'bye' }],
	[430, 'call', 403, { callId: 'denied', caller: '10001', callee: '0900' }],
	[420, 'OnCallEvent', 200, { callId: 'in', caller: '10009', callee: '10001' }],
	[410, 'CallStatusEvent', 200, { callId: 'unknown', status: 'FAILED', info: 'gone' }],
	[400, 'sendMessage', 200, { id: 'm', from: '10001', to: '10002', body: 'hello' }],
	[390, 'publishStream', 200, { name: 'cam', mediaSessionId: 'x' }],
	[389, 'StreamStatusEvent', 200, { name: 'cam', mediaSessionId: 'x', status: 'PUBLISHING' }],
	[10, 'call', 200, { callId: 'rings', caller: '10001', callee: '10004' }, ['call by caller = 10001', 'call rate by caller = 10001']],
];
const rules = `deny call if callee ~ "^0900" reason "no premium numbers"
limit call 2 active by caller
limit call 9 per minute by caller
`;

/* Makes the state anew. */
export function makeState(conf = '', lines = hooks) {
	const now = Date.now();

	rmSync(join(dir, 'state'), { recursive: true, force: true });
	mkdirSync(join(dir, 'state/journal'), { recursive: true });
	writeFileSync(join(dir, 'echoapp.conf'), conf);
	writeFileSync(join(dir, 'rules.conf'), rules);
	for (const [ago, hook, status, members, slots] of lines) {
		const time = new Date(now - ago * 1000).toISOString().replace('Z', '000Z');
		const body = { ...context, ...members };
		const line = { time, hook, status, us: 20, ...context,
			...(status === 403 ? { rule: 'rules.conf:1', reason: 'no premium numbers', peer: '192.0.2.1' } : {}), ...(slots ? { slots } : {}), body };

		writeFileSync(join(dir, `state/journal/${time.slice(0, 10).replaceAll('-', '')}.ndjson`),
			`${JSON.stringify(line)}\n`, { flag: 'a' });
	}
}

/* What echoappctl prints with --json, as objects. */
export function toolSays(...args) {
	return execFileSync(join(root, 'tools/echoappctl'), ['--json', ...args], { env: environment, encoding: 'utf8' })
		.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/* Runs status.fcgi as a CGI program: the status, the type and the body. */
export function apiSays(path, method = 'GET') {
	return new Promise((resolve, reject) => {
		const child = spawn(join(root, 'fcgi/status.fcgi'), { stdio: ['ignore', 'pipe', 'inherit'],
			env: { ...environment, REQUEST_METHOD: method, REQUEST_URI: path, REMOTE_ADDR: '127.0.0.1' } });
		const chunks = [];

		child.on('error', reject);
		child.stdout.on('data', (chunk) => chunks.push(chunk));
		child.on('close', () => {
			const text = Buffer.concat(chunks).toString();
			const at = text.indexOf('\r\n\r\n');

			resolve({ status: Number(/^Status: (\d+)/m.exec(text)[1]),
				type: /^Content-Type: ([^;\r]*)/mi.exec(text)?.[1], body: text.slice(at + 4) });
		});
	});
}

export const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));
