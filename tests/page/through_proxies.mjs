/*
 * through_proxies - the page behind a reverse proxy, nginx: one that passes on each part
 * of a response, and one that holds responses back until they are complete.
 */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';

import { hook, launch, url } from './browser.mjs';

const dir = `${process.env.PAGE_DIR}/proxy`;
const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

let browser;
let nginx;
let passing;
let holding;

function freePort() {
	return new Promise((resolve) => {
		const server = createServer();

		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();

			server.close(() => resolve(port));
		});
	});
}

const answers = (port) => new Promise((resolve) => {
	const socket = connect(port, '127.0.0.1');

	socket.on('connect', () => { socket.destroy(); resolve(true); });
	socket.on('error', () => resolve(false));
});

/* X-Accel-Buffering in the response tells nginx to pass parts on. */
const configuration = () => `
daemon off;
pid ${dir}/pid;
error_log ${dir}/error.log;
events {}
http {
	access_log off;
	client_body_temp_path ${dir}/body;
	proxy_temp_path ${dir}/proxy;
	fastcgi_temp_path ${dir}/fastcgi;
	uwsgi_temp_path ${dir}/uwsgi;
	scgi_temp_path ${dir}/scgi;
	server {
		listen 127.0.0.1:${passing};
		location / { proxy_pass ${url}; }
	}
	server {
		listen 127.0.0.1:${holding};
		location / { proxy_pass ${url}; proxy_ignore_headers X-Accel-Buffering; }
	}
}
`;

before(async () => {
	passing = await freePort();
	holding = await freePort();
	await mkdir(dir, { recursive: true });
	await writeFile(`${dir}/nginx.conf`, configuration());
	nginx = spawn('nginx', ['-c', `${dir}/nginx.conf`, '-e', `${dir}/error.log`, '-p', dir],
		{ stdio: 'ignore', env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` } });
	const failed = new Promise((_, reject) => { nginx.on('error', reject); });
	const up = async () => {
		while (!await answers(passing))
			await wait(50);
	};

	await Promise.race([up(), failed]);
	browser = await launch();
});

after(async () => {
	await browser?.close();
	nginx?.kill();
});

/* Opens the page behind a proxy, and does something with it. */
async function withPage(port, use) {
	const page = await browser.newPage();

	await page.goto(`http://127.0.0.1:${port}/`);
	await page.locator('#fresh:not(:empty)').waitFor();
	await use(page);
	await page.close();
}

/* Resolves to the next word of a stream of its own. */
const hear = (page) => page.evaluate(() => new Promise((resolve) => {
	const source = new EventSource('status/changes');

	source.addEventListener('message', ({ data }) => {
		if (data !== 'changed')
			return;
		source.close();
		resolve(data);
	});
}));

test('a proxy that passes on what it gets tells the page of changes', { timeout: 60000 }, async () => {
	await withPage(passing, async (page) => {
		const heard = hear(page);
		let isHeard = false;

		heard.then(() => { isHeard = true; });
		while (!isHeard) {
			await hook('ping', {});
			await wait(200);
		}
		assert.equal(await heard, 'changed');
	});
});

test('behind a proxy that holds responses back, the page asks every second', { timeout: 60000 }, async () => {
	await withPage(holding, async (page) => {
		let asked = 0;

		assert.equal(await Promise.race([hear(page), wait(1500).then(() => 'nothing')]), 'nothing');
		page.on('request', (request) => { asked += request.url().includes('/status/batch') ? 1 : 0; });
		await wait(4000);
		assert.ok(asked >= 3, `${asked} requests`);
		await hook('call', { callId: 'proxied', caller: '70002', callee: '2' });
		await page.locator('#events', { hasText: '70002' }).waitFor();
		await hook('CallStatusEvent', { callId: 'proxied', status: 'FINISH' });
	});
});
