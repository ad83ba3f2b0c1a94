/*
 * shots - screenshots of the page in build/screenshots: those of the README, or
 * with SHOTS=all every state by day and night, from a phone to a wall screen.
 */

import { writeFile } from 'node:fs/promises';

import { hook, launch, play, url } from './browser.mjs';

const all = process.env.SHOTS === 'all';
const widths = all ? [360, 768, 1440, 2560] : [1440];
const day = { colorScheme: 'light' };
const night = { colorScheme: 'dark' };
const extras = [
	['print', { media: 'print' }], ['contrast', { forcedColors: 'active' }],
];

const browser = await launch();

async function shoot(name, options, { path = '/', ready, pointAt, media, fullPage = true } = {}) {
	const page = await browser.newPage({ locale: 'en-GB', ...options });

	if (media)
		await page.emulateMedia(media);

	await page.goto(`${url}${path}`);
	await page.waitForFunction(ready ?? (() => globalThis.Chart?.getChart('plot-times') &&
		document.querySelector('#list tr, #list-none:not([hidden])') &&
		document.getElementById('tile-Hooks-per-second').textContent !== '–'));
	if (pointAt)
		await page.hover(pointAt);
	await page.screenshot({ path: `${process.env.PAGE_SHOTS}/${name}.png`, fullPage });
	await page.close();
	console.log(`build/screenshots/${name}.png`);
}

/* A state by day and night at every width. */
async function shootAll(name, given) {
	for (const width of widths)
		for (const [light, scheme] of [['day', day], ['night', night]])
			await shoot(`${name}-${light}-${width}`,
				{ ...scheme, viewport: { width, height: 900 } }, given);
}

const wait = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });
const ladderReady = () => document.querySelectorAll('#ladder li').length > 0;

if (all)
	await shootAll('empty', { ready: () => !document.getElementById('empty').hidden });
await hook('call', { callId: 'r1', caller: '10001', callee: '9005' });
for (let i = 0; i < 3; i++)
	await hook('call', { callId: `limit${i}`, caller: '10009', callee: `2000${i}` });
await play('busy', '--speed', '20');
await play('incoming-call', '--speed', '20');

/* Calls of many users: most are talked, some are busy, and some have ended. */
for (let i = 0; i < 40; i++) {
	const callId = `8f3a${1000 + i * 37}`;
	const call = { callId, caller: String(10010 + i * 7), callee: String(20100 + i * 13), sessionId: `s${i % 9}` };
	const tell = (status) => hook('CallStatusEvent', { ...call, status });

	await hook('call', call);
	await tell('RING');
	await tell(i % 7 === 3 ? 'BUSY' : 'ESTABLISHED');
	if (i % 4 === 1)
		setTimeout(tell, 4000, 'FINISH');
	await wait(all ? 100 : 600);
}
const load = play('call', '--rate', '1', '--duration', all ? '60' : '15');
await wait(5000);
if (all) {
	const { rows } = await (await fetch(`${url}/status/calls?live=no&limit=50`)).json();
	const long = rows.find(({ answer }) => answer) ?? rows[0];

	await shootAll('busy');
	for (const [name, media] of extras)
		await shoot(`busy-${name}`, { ...day, viewport: { width: 1440, height: 900 } }, { media });
	await shootAll('held', { pointAt: '#list tr' });
	await shootAll('call', { path: `/#call/${encodeURIComponent(long.callid)}`, ready: ladderReady });
	for (const [name, media] of extras)
		await shoot(`call-${name}`, { ...day, viewport: { width: 1440, height: 900 } },
			{ media, path: `/#call/${encodeURIComponent(long.callid)}`, ready: ladderReady });
	await shootAll('refused-call', { path: '/#call/r1', ready: ladderReady });
	await writeFile(`${process.env.PAGE_DIR}/rules.conf`, 'denny call\n');
	await wait(1500);
	await shootAll('not-well', { ready: () => !document.getElementById('banner').hidden && globalThis.Chart?.getChart('plot-times') });
} else {
	const first = { fullPage: false };

	await shoot('page-light', { ...day, viewport: { width: 1440, height: 1080 } }, first);
	await shoot('page-dark', { ...night, viewport: { width: 1440, height: 1080 } }, first);
	await shoot('phone', { ...day, viewport: { width: 390, height: 844 } });
}
await browser.close();
await load;
