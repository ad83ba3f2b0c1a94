/*
 * strangers - pages of other sites, in the browser of an operator, can neither
 * send hooks nor read or cause anything.
 */

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { hook, launch, url } from './browser.mjs';

const call = `${url}/EchoApp/call`;

let browser;
let server;
let page;

/* The lines of the journal that contain the text. */
async function lines(words) {
	const dir = `${process.env.PAGE_DIR}/state/journal`;
	const days = await Promise.all((await readdir(dir)).map(
		(day) => readFile(`${dir}/${day}`, 'utf8')));

	return days.join('').split('\n').filter((line) => line.includes(words));
}

before(async () => {
	/* A journal, whatever other tests do. */
	assert.equal(await hook('ping', {}), 200);
	server = createServer((request, response) => {
		response.setHeader('Content-Type', 'text/html');
		response.end('<!DOCTYPE html><title>a stranger</title>');
	});
	await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
	browser = await launch();
	page = await browser.newPage();
	await page.goto(`http://stranger.example:${server.address().port}/`);
});

after(async () => {
	await browser.close();
	server.close();
});

/* Each is a way to send a body to another site without asking it before. */
const ways = {
	'a Blob': (to, body) => fetch(to, { method: 'POST', mode: 'no-cors', body: new Blob([body]) }),
	'a typed array': (to, body) => fetch(to, {
		method: 'POST', mode: 'no-cors', body: new TextEncoder().encode(body),
	}),
	'a beacon': (to, body) => navigator.sendBeacon(to, new Blob([body])),
	'a Blob without a referrer': (to, body) => fetch(to, {
		method: 'POST', mode: 'no-cors', body: new Blob([body]), referrerPolicy: 'no-referrer',
	}),
	'a Blob that outlives the page': (to, body) => fetch(to, {
		method: 'POST', mode: 'no-cors', body: new Blob([body]), keepalive: true,
	}),
	'a Blob from a sandbox': (to, body) => {
		const frame = document.createElement('iframe');

		frame.sandbox = 'allow-scripts';
		frame.srcdoc = `<script>fetch(${JSON.stringify(to)}, { method: 'POST',
			mode: 'no-cors', body: new Blob([${JSON.stringify(body)}]) })</script>`;
		document.body.append(frame);
	},
	'a form': (to, body) => {
		const frame = document.createElement('iframe');
		const form = document.createElement('form');

		frame.name = `f${Math.random()}`;
		Object.assign(form, { method: 'POST', action: to, enctype: 'text/plain', target: frame.name });
		form.innerHTML = '<input>';
		form.firstChild.name = body;
		document.body.append(frame, form);
		form.submit();
	},
};

for (const [what, way] of Object.entries(ways))
	test(`a page of another site cannot send a hook by ${what}`, async () => {
		const body = JSON.stringify({ callId: `forged by ${what}`, callee: '1' });
		const refused = '"rule":"allowed_origins"';
		const before = (await lines(refused)).length;

		await page.evaluate(`{ (${way})(${JSON.stringify(call)}, ${JSON.stringify(body)}) }`);
		for (let i = 0; i < 400 && (await lines(refused)).length === before; i++)
			await new Promise((resolve) => { setTimeout(resolve, 50); });
		assert.equal((await lines(refused)).length, before + 1);
		assert.deepEqual(await lines('forged'), []);
	});

test('a name that leads here does not make a page of this server', async () => {
	const rebound = url.replace('127.0.0.1', 'stranger.example');
	const other = await browser.newPage();
	const trunk = { appKey: 'trunk', sessionId: 's', nodeId: 'n@1' };

	await other.goto(rebound);
	for (const type of ['', 'application/json']) {
		const answer = await other.evaluate(async ([body, as]) => {
			const got = await fetch('/EchoApp/connect', {
				method: 'POST', body: new Blob([body], { type: as }),
			});

			return [got.status, await got.text()];
		}, [JSON.stringify(trunk), type]);

		assert.equal(answer[0], 403);
		assert.ok(answer[1].includes('allowed_origins'), answer[1]);
		assert.ok(!answer[1].includes('trunk-secret'));
	}
	await other.close();
	/* WCS gets it. */
	assert.equal(await hook('connect', trunk), 200);
});

test('a page of another site causes no work', async () => {
	for (const path of ['/status/cdr.csv', '/status/calls', '/metrics']) {
		const other = await browser.newPage();

		await other.goto(page.url());
		const [answer] = await Promise.all([
			other.waitForResponse((response) => response.url() === url + path),
			other.evaluate((to) => { globalThis.location = to; }, url + path),
		]);
		assert.equal(answer.status(), 403, path);
		await other.close();
	}
});
