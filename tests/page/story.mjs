/*
 * story - an operator uses the page, from the first hook on.  Each test
 * continues where the test before it ended.
 */

import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { axe, hook, launch, run, url } from './browser.mjs';

/* Milliseconds to wait for the page. */
const TIMEOUT = Number(process.env.PAGE_TIMEOUT ?? 20000);

let browser;
let page;
const errors = []; /* of the browser's console */
const foreignRequests = []; /* to other servers */

const text = (selector) => page.locator(selector).textContent();

/* Waits until a condition holds in the page. */
async function until(what, condition, argument) {
	try {
		await page.waitForFunction(condition, argument, { timeout: TIMEOUT, polling: 50 });
	} catch (error) {
		assert.fail(`${what}: ${error.message}`);
	}
}

const untilText = (selector, words) => until(`${selector} has no "${words}"`,
	([where, what]) => document.querySelector(where)?.textContent.includes(what),
	[selector, words]);

/* Moves the mouse away from the lists, which stand still below it. */
const pointAway = () => page.mouse.move(1, 1);

/* Chooses a kind of list, and live, ended or all of it. */
async function list(kind, live) {
	await page.locator(`[data-kind=${kind}]`).click();
	if (live !== undefined)
		await page.locator(`[data-live="${live}"]`).click();
	await pointAway();
}

async function closeDetail() {
	await page.locator('#detail-back').click();
	await page.locator('#overview').waitFor();
	await pointAway();
}

/* How many batches the page asks for in that time. */
async function batches(milliseconds) {
	let asked = 0;
	const count = (request) => { asked += request.url().includes('/status/batch') ? 1 : 0; };

	page.on('request', count);
	await new Promise((resolve) => { setTimeout(resolve, milliseconds); });
	page.off('request', count);
	return asked;
}

async function open({ changes, ...options } = {}) {
	const context = await browser.newContext({
		locale: 'en-GB', timezoneId: 'Asia/Kolkata', viewport: { width: 1400, height: 1000 },
		acceptDownloads: true, ...options,
	});
	const opened = await context.newPage();

	opened.setDefaultTimeout(TIMEOUT);
	opened.on('console', (message) => {
		if (['error', 'warning'].includes(message.type()))
			errors.push(message.text());
	});
	opened.on('pageerror', (error) => errors.push(String(error)));
	opened.on('dialog', (dialog) => {
		errors.push(`a dialog: ${dialog.message()}`);
		dialog.dismiss();
	});
	context.on('request', (request) => {
		if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
			foreignRequests.push(request.url());
	});
	if (changes)
		await opened.route('**/status/changes', changes);
	await opened.goto(url);
	return opened;
}

before(async () => {
	browser = await launch();
	page = await open();
});

after(() => browser.close());

test('an empty page shows the exact next command', async () => {
	await page.locator('#empty').waitFor();
	assert.equal(await text('#command'), `tools/echoappctl play call --url ${url}/EchoApp`);
	assert.equal(await text('#error'), '');
});

test('axe finds nothing on an empty page, by day and night', async () => {
	await expectAccessible('empty');
});

test('without hooks an open page asks seldom', async () => {
	const asked = await batches(6000);

	/* Each second it would be six; after silence it is each fifth. */
	assert.ok(asked <= 3, `${asked} requests`);
});

let playing;

test('a call is live as soon as it is made, and its age ticks', async () => {
	playing = run(await text('#command'));
	await page.locator('#list tr.live').waitFor();
	assert.equal(await page.locator('#empty').isVisible(), false);
	await untilText('#list', '10001');
	await untilText('#tile-Calls', '1');
	await untilText('#tile-Connections', '1');
	const age = page.locator('#list tr.live [data-since]');
	const first = await age.textContent();
	await until('the age stands still', (was) =>
		document.querySelector('#list tr.live [data-since]')?.textContent !== was, first);
});

test('the tab tells how many calls are live', async () => {
	await until('no number', () => document.title === '(1) EchoApp');
	assert.equal(await page.locator('#icon').getAttribute('href'), 'icon.svg');
});

test('a call opens by keyboard, and is updated until it ends', async () => {
	await page.locator('#list tr.live a').focus();
	await page.keyboard.press('Enter');
	await page.locator('#detail').waitFor();
	assert.match(page.url(), /#call\//);
	await untilText('#detail-title', '10001 → 10002');
	await untilText('#ladder', 'ESTABLISHED');
	await untilText('#ladder', 'talking');
	assert.equal(await playing, 0);
	await untilText('#ladder', 'FINISH');
	await untilText('#detail-facts', 'FINISH');
});

test('a ladder has a lane for each party, an arrow for each hook, and the talk time', async () => {
	const hooks = await page.locator('#ladder .arrow.hook').allTextContents();
	const signals = await page.locator('#ladder .arrow.signal').allTextContents();

	assert.deepEqual(await page.locator('#ladder-heads b').allTextContents(),
		['10001', 'WCS', '10002', 'EchoApp']);
	assert.deepEqual(hooks.map((words) => words.split(' ')[0]), ['call', 'CallStatusEvent', 'CallStatusEvent',
		'CallStatusEvent', 'hangup', 'CallStatusEvent']);
	assert.equal(signals[0], 'call');
	assert.ok(signals.includes('hangup'));
	assert.match(await text('#ladder .talked'), /^talked \d+:\d\d$/);
	assert.deepEqual(new Set(await page.locator('#ladder .code').allTextContents()), new Set(['200']));
});

test('the address of a call leads to it, and back', async () => {
	const address = page.url();

	await page.reload();
	await untilText('#ladder', 'FINISH');
	assert.equal(page.url(), address);
	await page.goBack();
	await page.locator('#overview').waitFor();
	await page.goForward();
	await untilText('#ladder', 'FINISH');
	await closeDetail();
	await untilText('#tile-Calls', '0');
});

test('live lists show what is live, and ended calls are a click away', async () => {
	await page.locator('#list-none').waitFor();
	assert.equal(await text('#list-none'), 'No calls are live.');
	assert.equal(await text('#lists-title'), 'Live calls');
	await list('calls', 'no');
	assert.equal(await text('#lists-title'), 'Ended calls');
	await untilText('#list', 'FINISH');
	await list('calls', 'yes');
	await page.locator('#list-none').waitFor();
});

test('the answer rate and the mean duration of the span are told', async () => {
	await untilText('#tile-Answered', '100 %');
	await untilText('#tile-Answered-note', '1 of 1, last 15 minutes');
	await until('no mean', () => /^\d+:\d\d$/.test(document.getElementById('tile-Mean-duration').textContent));
	await untilText('#sum-live', 'peak 1');
	assert.match(await page.locator('#plot-live').getAttribute('aria-label'), /^Live calls: now 0, peak 1$/);
});

test('each kind of entity is listed, and searched on the server', async () => {
	await hook('publishStream', { mediaSessionId: 'x1', name: 'room' });
	await hook('sendMessage', { id: 'm1', from: '10001', to: '10002' });
	for (const [kind, words] of [['connections', '10001'], ['registrations', '10001'],
		['streams', 'room'], ['messages', '10002'], ['calls', '10001']]) {
		await list(kind, kind === 'messages' ? undefined : '');
		await untilText('#list', words);
	}
	await page.locator('#search [name=user]').fill('nobody');
	await page.keyboard.press('Enter');
	await page.locator('#list-none').waitFor();
	await page.locator('#search [name=user]').fill('');
	await page.keyboard.press('Enter');
	await untilText('#list', '10001');
});

test('the head of a column sorts the list, and turns its order round', async () => {
	const users = () => page.locator('#list tr td:nth-child(1)').allTextContents();
	const sorted = (wanted) => until(`not ${wanted}`, (all) => [...document.querySelectorAll(
		'#list tr td:nth-child(1)')].map((cell) => cell.textContent).join() === all, wanted);

	for (const [i, caller] of ['30002', '30001', '30003'].entries())
		await hook('call', { callId: `sort${i}`, caller, callee: '50000' });
	await list('calls', 'yes');
	await sorted('30003,30001,30002');
	await page.locator('#list-head button', { hasText: 'From' }).click();
	await sorted('30001,30002,30003');
	assert.equal(await page.locator('#list-head th').first().getAttribute('aria-sort'), 'ascending');
	await page.locator('#list-head button', { hasText: 'From' }).click();
	await sorted('30003,30002,30001');
	/* The longest first. */
	await page.locator('#list-head button', { hasText: 'Duration' }).click();
	await sorted('30002,30001,30003');
	assert.deepEqual(await users(), ['30002', '30001', '30003']);
	await page.locator('#list-head button', { hasText: 'Started' }).click();
	await pointAway();
});

test('a list stands still while it is pointed at', async () => {
	await page.locator('#list tr').first().hover();
	await page.locator('#list-held').waitFor();
	await hook('call', { callId: 'held', caller: '30004', callee: '50000' });
	await untilText('#tile-Calls', '4');
	await untilText('#events', '30004');
	assert.equal(await page.locator('#list tr', { hasText: '30004' }).count(), 0);
	await pointAway();
	await page.locator('#list-held').waitFor({ state: 'hidden' });
	await untilText('#list', '30004');
	for (const callId of ['sort0', 'sort1', 'sort2', 'held'])
		await hook('CallStatusEvent', { callId, status: 'FINISH' });
	await untilText('#tile-Calls', '0');
});

test('new events appear, and are filtered by hook, user, app, outcome', async () => {
	const rows = () => page.locator('#events tr').count();
	const choose = async (name, value) => {
		await page.locator(`#filter [name=${name}]`).fill(value);
		await page.keyboard.press('Enter');
	};

	await untilText('#events', 'hangup');
	await hook('ping', { x: 1 });
	await untilText('#events', 'ping');
	await choose('hook', 'HANGUP');
	await until('hook', () => document.querySelectorAll('#events tr').length === 1);
	await choose('hook', '');
	await choose('user', '10002');
	await until('user', () => [...document.querySelectorAll('#events tr')].length > 0 &&
		[...document.querySelectorAll('#events tr')].every((r) => r.textContent.includes('10002')));
	await choose('user', '');
	await choose('app', 'other');
	await page.locator('#feed-none').waitFor();
	await choose('app', '');
	await until('app', () => document.querySelectorAll('#events tr').length > 5);
	assert.ok(await rows() > 5);
});

test('a refusal is shown with the rule that caused it', async () => {
	assert.equal(await hook('call', { callId: 'r1', caller: '10001', callee: '9005' }), 403);
	await page.locator('#filter [name=outcome]').selectOption('refused');
	await untilText('#events', 'premium numbers are blocked');
	await untilText('#events', 'rules.conf:1');
	await untilText('#errors', 'premium numbers are blocked');
	await untilText('#rules', 'premium numbers are blocked');
	await untilText('#rules', 'rules.conf:1: deny call if callee ~ "^900"');
	await untilText('#tile-Refused', '1');
	await untilText('#failing', '1 denied');
	await page.locator('#filter [name=outcome]').selectOption('');
	await until('outcome', () => document.querySelectorAll('#events tr').length > 5);
});

test('the page of a refused call has the text of the rule', async () => {
	await page.goto(`${url}/#call/r1`);
	await untilText('#detail-decided', 'rules.conf:1: premium numbers are blocked');
	await untilText('#detail-decided code', 'deny call if callee ~ "^900"');
	await untilText('#ladder .refused', '403');
	await untilText('#ladder .said', 'premium numbers are blocked');
	await closeDetail();
});

test('the address of a call that is not there says so', async () => {
	await page.goto(`${url}/#call/nobody`);
	await untilText('#detail-facts', 'The index has no call with the id nobody.');
	assert.equal(await text('#error'), '');
	await closeDetail();
});

test('a call over its time is marked in the list and on its page', async () => {
	assert.equal(await hook('call', { callId: 'o1', caller: '60001', callee: '50000' }), 200);
	assert.equal(await hook('call', { callId: 'o2', caller: '60002', callee: '50000' }), 200);
	await list('calls', 'yes');
	/* No hook tells it, only the time. */
	await until('no mark', () => [...document.querySelectorAll('#list tr.live')]
		.some((row) => row.textContent.includes('60001') && row.querySelector('.over')));
	assert.equal(await page.locator('#list .over').count(), 1);
	assert.match(await page.locator('#list .over').getAttribute('title'), /^since \d/);
	await page.locator('#list tr', { hasText: '60001' }).locator('a').click();
	await untilText('#detail-facts .over', 'since');
	await closeDetail();
	await hook('CallStatusEvent', { callId: 'o1', status: 'FINISH' });
	await hook('CallStatusEvent', { callId: 'o2', status: 'FINISH' });
	await until('the mark of an ended call', () => !document.querySelector('#list .over'));
});

test('a full limit is told with who fills it', async () => {
	for (const callId of ['l1', 'l2'])
		assert.equal(await hook('call', { callId, caller: '40001', callee: '50000' }), 200);
	assert.equal(await hook('call', { callId: 'l3', caller: '40001', callee: '50000' }), 403);
	await untilText('#limit-list', '1 full, 1 in use');
	await untilText('#limit-list dl', '400012 of 2');
	await untilText('#tile-Full-limits', '1');
	await hook('CallStatusEvent', { callId: 'l1', status: 'FINISH' });
	await hook('CallStatusEvent', { callId: 'l2', status: 'FINISH' });
	await untilText('#tile-Full-limits', '0');
});

test('calls, hooks and response times are drawn, and described in words', async () => {
	for (const span of ['day', 'month', 'hour', '15min']) {
		await page.locator(`[data-span="${span}"]`).click();
		await until(span, (chosen) => document.querySelector('#spans [aria-pressed=true]')
			?.dataset.span === chosen && globalThis.Chart.getChart('plot-times'), span);
	}
	assert.match(await page.locator('#plot-hooks').getAttribute('aria-label'), /^Hooks: now [\d.]+ · peak [\d.]+; Refused: /);
	for (const name of ['live', 'calls', 'hooks', 'times'])
		assert.ok(await page.evaluate((id) => {
			const canvas = document.getElementById(id);
			const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);

			return data.some((byte) => byte);
		}, `plot-${name}`), name);
});

test('after a start the charts leave out the time before the first hook', async () => {
	/* Of 15 and of 60; the span was chosen a moment ago. */
	for (const [chart, most] of [['plot-hooks', 10], ['plot-live', 40]])
		await until(`${chart} has too many points`, ([id, limit]) =>
			globalThis.Chart.getChart(id).data.labels.length < limit, [chart, most]);
});

/* The texts of a chart's axis of time, and how far apart they are. */
const timesOf = (id) => page.evaluate((name) => {
	const { x } = globalThis.Chart.getChart(name).scales;
	const at = x.ticks.map(({ value }) => x.getPixelForValue(value));

	return { texts: x.ticks.map(({ label }) => label),
		gaps: at.slice(1).map((pixel, i) => pixel - at[i]) };
}, id);

test('an axis has round times, with room between them', async () => {
	for (const width of [360, 768, 1400]) {
		await page.setViewportSize({ width, height: 1000 });
		for (const [span, round] of [['month', /^\d\d\/\d\d$/], ['day', /^\d\d:00$/], ['hour', /^\d\d:\d[05]$/], ['15min', /^\d\d:\d\d$/]]) {
			await page.locator(`[data-span="${span}"]`).click();
			await until(`${span} has no times`, ([id, pattern]) => {
				const texts = globalThis.Chart.getChart(id).scales.x.ticks.map(({ label }) => label);

				return texts.length && texts.every((text) => new RegExp(pattern).test(text));
			}, ['plot-hooks', round.source]);
			for (const { texts, gaps } of [await timesOf('plot-hooks'), await timesOf('plot-live')])
				assert.ok(gaps.every((gap) => gap > 36), `${span}, ${width} pixels: ${texts}: ${gaps}`);
		}
	}
});

test('the key of a chart has the colour of each line', async () => {
	await until('no key', () => document.querySelectorAll('#sum-hooks li').length === 2);
	assert.match(await text('#sum-hooks li:last-child'), /^Refused: now [\d.]+ · peak [\d.]+$/);
	for (const [i, swatch] of ['.series-1', '.series-2'].entries())
		assert.equal(await page.locator(`#sum-hooks ${swatch}`).evaluate((one) => getComputedStyle(one).borderTopColor),
			await page.evaluate((n) => {
				const probe = document.createElement('i');

				probe.style.color = globalThis.Chart.getChart('plot-hooks').data.datasets[n].borderColor;
				document.body.append(probe);
				const { color } = getComputedStyle(probe);
				probe.remove();
				return color;
			}, i));
});

test('the line of live calls ends now', async () => {
	await until('the last point is not now', () => {
		const { data } = globalThis.Chart.getChart('plot-live');

		return data.datasets[0].data.at(-1) === Number(document.getElementById('tile-Calls').textContent);
	});
});

test('the state stays in sight while the page is scrolled', async () => {
	await page.evaluate(() => document.getElementById('records').scrollIntoView());
	const box = await page.locator('#well').boundingBox();

	assert.ok(box.y >= 0 && box.y < 100, `at ${box.y}`);
	/* What an address or the Tab key leads to is not below it. */
	await page.goto(`${url}/#charts`);
	const top = await page.evaluate(() => document.getElementById('charts').getBoundingClientRect().top);
	const head = await page.evaluate(() => document.querySelector('header').getBoundingClientRect().bottom);

	assert.ok(top >= head, `${top} is below ${head}`);
	await page.goto(`${url}/#now`);
});

test('a point of a chart shows its time in UTC, too', async () => {
	const title = await page.evaluate(() => globalThis.Chart.getChart('plot-hooks')
		.options.plugins.tooltip.callbacks.title([{ dataIndex: 0, label: 'here' }]));

	assert.match(title, /^here \(\d{4}-\d\d-\d\d \d\d:\d\d UTC\)$/);
});

test('a broken configuration is shown until it is fixed', async () => {
	const conf = `${process.env.PAGE_DIR}/rules.conf`;
	const good = await readFile(conf, 'utf8');

	await untilText('#well', 'All is well');
	await writeFile(conf, 'denny call\n');
	await untilText('#well', '1 problem');
	await untilText('#facts', 'rules.conf:1');
	await untilText('#banner', 'Not well: 1 problem');
	await untilText('#problems', 'rules.conf:1: "denny" is not a rule');
	assert.match(await page.title(), /^⚠ .*denny.* – EchoApp$/);
	assert.equal(await page.locator('#icon').getAttribute('href'), 'icon-bad.svg');
	/* The rules before are in force, and so are their texts. */
	await untilText('#rules', 'deny call if callee ~ "^900"');
	await writeFile(conf, good);
	await untilText('#well', 'All is well');
	await page.locator('#banner').waitFor({ state: 'hidden' });
	assert.equal(await page.title(), 'EchoApp');
});

test('call records are downloaded by days of the local time zone', async () => {
	const [download] = await Promise.all([
		page.waitForEvent('download'), page.locator('#download button').click(),
	]);
	const csv = await readFile(await download.path(), 'utf8');

	assert.equal(download.suggestedFilename(), 'cdr.csv');
	assert.match(csv, /^src,dst,dcontext,/);
	assert.match(csv, /\r\n10001,10002,/);
	/* Midnight in India. */
	assert.match(decodeURIComponent(download.url()), /since=\d{4}-\d\d-\d\dT18:30:00Z/);
});

test('invalid days do not leave the page', async () => {
	const since = page.locator('#download [name=since]');
	const until = page.locator('#download [name=until]');
	const today = await until.inputValue();

	await until.fill('2020-01-01');
	assert.equal(await until.evaluate((input) => input.checkValidity()), false);
	/* The server refuses later days. */
	await since.fill('9999-12-31');
	await until.fill('9999-12-31');
	assert.equal(await until.evaluate((input) => input.checkValidity()), true);
	await page.locator('#download button').click();
	await new Promise((resolve) => { setTimeout(resolve, 1000); });
	assert.equal(new URL(page.url()).pathname, '/');
	assert.equal(await page.locator('#download').count(), 1);
	await since.fill(today);
	await until.fill(today);
});

test('times are in the local time zone, with UTC in the title', async () => {
	await list('calls', '');
	await page.locator('#list time').first().waitFor();
	const time = page.locator('#list time').first();
	const moment = await time.getAttribute('datetime');
	const there = new Intl.DateTimeFormat('en-GB', {
		timeZone: 'Asia/Kolkata', hour: '2-digit', minute: '2-digit', second: '2-digit',
	}).format(new Date(moment));

	assert.ok((await time.textContent()).endsWith(there));
	assert.match(await time.getAttribute('title'), /UTC$/);
});

const hostile = ['<script>window.hit=1</script>', '"><img src=x onerror=window.hit=1>',
	'\u202eevil\u200b\u0007', "'-alert(1)-'", 'javascript:alert(1)', '&lt;b&gt;'];

test('values of a hook are shown as text', async () => {
	const long = `${'N'.repeat(10240)}end`;

	for (const [i, evil] of hostile.entries()) {
		const all = {
			appKey: evil, sessionId: `${evil}${i}`, nodeId: evil, caller: evil, callee: evil,
			visibleName: evil, from: evil, to: evil, name: evil, sipLogin: evil, sipDomain: evil,
			origin: evil, target: evil, status: evil, info: evil,
		};

		await hook('connect', all);
		await hook('call', { ...all, callId: `${evil}c${i}` });
		await hook('CallStatusEvent', { ...all, callId: `${evil}c${i}` });
		await hook('sendMessage', { ...all, id: `${evil}m${i}` });
		await hook('publishStream', { ...all, mediaSessionId: `${evil}p${i}` });
		await hook('call', { ...all, callId: `${evil}r${i}`, callee: `900${evil}` });
		await hook(evil, all);
	}
	await hook('call', { callId: 'long', caller: long, callee: long, info: long, appKey: long });
	for (const kind of ['connections', 'streams', 'messages', 'calls']) {
		await list(kind);
		await untilText('#list', hostile[0]);
		await untilText('#list', hostile[1]);
		await untilText('#list', '\\u202eevil\\u200b\\u0007');
		await untilText('#list', '&lt;b&gt;');
	}
	await untilText('#list', 'NNNN');
	await untilText('#events', hostile[1]);
	await untilText('#errors', hostile[0]);
	await page.locator('#list tr', { hasText: 'img src' }).locator('a').first().click();
	await untilText('#detail-facts', hostile[1]);
	await untilText('#ladder-heads', hostile[1]);
	assert.equal(await page.locator('main img, main script').count(), 0);
	assert.equal(await page.evaluate(() => window.hit), undefined);
	await closeDetail();
	/* A long text does not make the page scroll sideways. */
	assert.ok(await page.evaluate(() =>
		document.documentElement.scrollWidth <= document.documentElement.clientWidth));
});

test('details keep their scroll position while hooks arrive', async () => {
	const place = () => page.evaluate(() => {
		const shown = window.read ?? [...document.querySelectorAll('#detail-facts dd')]
			.find((dd) => dd.scrollHeight > dd.clientHeight + 60);

		if (!window.read)
			shown.scrollTop = 40;
		window.read = shown;
		return shown.isConnected && shown.scrollTop;
	});

	await page.locator('#list tr', { hasText: 'NNNN' }).locator('a').click();
	await untilText('#detail-facts', 'NNNN');
	assert.equal(await place(), 40);
	await hook('CallStatusEvent', { callId: 'long', status: 'RING' });
	await untilText('#ladder', 'RING');
	await untilText('#detail-facts', 'RING');
	assert.equal(await place(), 40);
	await closeDetail();
});

test('of two calls with one id the chosen one is shown', async () => {
	for (const who of ['elder', 'younger'])
		await hook('call', { callId: 'twin', sessionId: who, caller: who, callee: '2' });
	for (const table of ['#list', '#events'])
		for (const who of ['elder', 'younger']) {
			await untilText(table, who);
			await page.locator(`${table} tr`, { hasText: who }).locator('a').first().click();
			await untilText('#detail-facts', who);
			await closeDetail();
		}
});

async function many(from, count) {
	for (let i = from; i < from + count; i++)
		await hook('call', { callId: `many${String(i).padStart(4, '0')}`, caller: `u${i}`, callee: '1' });
}

test('pages of a list neither repeat nor skip a call', async () => {
	const shown = () => page.locator('#list a').evaluateAll(
		(all) => all.map((one) => one.title.replace('call ', '')));
	const seen = [];

	await many(0, 120);
	await page.locator('#search [name=user]').fill('1');
	await page.keyboard.press('Enter');
	await untilText('#list', 'u119');
	for (const last of ['u70', 'u20', 'u0']) {
		await until(last, (user) => [...document.querySelectorAll('#list tr:last-child td')]
			.some((cell) => cell.textContent === user), last);
		seen.push(...await shown());
		if (last !== 'u0')
			await page.locator('#older').click();
	}
	assert.deepEqual(seen, Array.from({ length: 120 }, (_, i) =>
		`many${String(119 - i).padStart(4, '0')}`));
	await page.locator('#newest').click();
	await untilText('#page', 'Page 1');
	await untilText('#list', 'u119');
});

test('events left out of the feed are reported', async () => {
	const choose = async (user) => {
		await page.locator('#filter [name=user]').fill(user);
		await page.keyboard.press('Enter');
		await page.locator('#feed-cut').waitFor({ state: 'hidden' });
	};

	await choose('10002');
	await choose('');
	await untilText('#events', 'call');
	await page.locator('#pause').click();
	for (let i = 0; i < 130; i++)
		await hook('ping', { x: i });
	await page.locator('#pause').click();
	await untilText('#feed-cut', 'More events came than are shown');
	/* With more events the gap is no longer in the table. */
	for (let i = 0; i < 3; i++) {
		for (let n = 0; n < 40; n++)
			await hook('ping', { i, n });
		await new Promise((resolve) => { setTimeout(resolve, 1100); });
	}
	await page.locator('#feed-cut').waitFor({ state: 'hidden' });
});

test('a list keeps its scroll position and its rows while calls arrive', async () => {
	const place = () => page.evaluate(() => {
		const frame = document.getElementById('list-frame');
		const row = window.held ?? [...document.querySelectorAll('#list tr')][8];

		window.held = row;
		return row.getBoundingClientRect().top - frame.getBoundingClientRect().top;
	});

	await page.evaluate(() => { document.getElementById('list-frame').scrollTop = 200; });
	const before = await place();
	await many(120, 5);
	await untilText('#list', 'u124');
	assert.ok(Math.abs(await place() - before) < 2);
	assert.equal(await page.evaluate(() => window.held.isConnected), true);
	assert.ok(await page.evaluate(() => document.getElementById('list-frame').scrollTop) > 200);
});

test('under a foreign host name the page has no data', async () => {
	const other = await browser.newPage();

	await other.goto(url.replace('127.0.0.1', 'stranger.example'));
	await other.waitForFunction(() =>
		document.getElementById('error').textContent.includes('page_hosts'));
	assert.equal(await other.locator('#tiles div, #list tr, #events tr, #facts dd').count(), 0);
	await other.close();
});

test('a lost server is reported until it returns', async () => {
	const before = errors.length;

	await page.context().setOffline(true);
	await untilText('#error', 'No answer');
	assert.equal(await page.title(), 'No answer – EchoApp');
	assert.equal(await page.locator('#icon').getAttribute('href'), 'icon-lost.svg');
	const fresh = await text('#fresh');
	await new Promise((resolve) => { setTimeout(resolve, 2500); });
	assert.equal(await text('#fresh'), fresh);
	await page.context().setOffline(false);
	await until('the error is still shown', () => document.getElementById('error').textContent === '');
	/* The browser logs each request without a response. */
	errors.splice(before, errors.length, ...errors.slice(before)
		.filter((words) => !/ERR_INTERNET_DISCONNECTED/.test(words)));
});

/* Runs `check` with another page, which is closed then. */
async function withPage(options, check) {
	const before = page;

	page = await open(options);
	try {
		await check();
	} finally {
		await page.context().close();
		page = before;
	}
}

for (const [name, changes] of [
	['where the server tells no changes', (route) => route.fulfill({ status: 404, body: '{}' })],
	['behind a proxy that holds them back', () => { /* never answered */ }],
])
	test(`${name}, a page asks every second`, async () => {
		const before = errors.length;

		await withPage({ changes }, async () => {
			await page.locator('#fresh:not(:empty)').waitFor();
			const asked = await batches(4000);

			assert.ok(asked >= 3, `${asked} requests`);
			await hook('call', { callId: `polled${name}`, caller: '70001', callee: '2' });
			await untilText('#events', '70001');
			await hook('CallStatusEvent', { callId: `polled${name}`, status: 'FINISH' });
		});
		/* The browser logs a response of 404. */
		errors.splice(before, errors.length, ...errors.slice(before).filter((words) => !/404/.test(words)));
	});

async function violations() {
	/* The page's policy allows no other script: evaluate() uses the debugger. */
	await page.evaluate(axe);
	const { violations: found } = await page.evaluate(() => globalThis.axe.run());

	return found.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' ').slice(0, 400)}`);
}

async function expectAccessible(name) {
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		assert.deepEqual(await violations(), [], `${name}, ${colorScheme}`);
	}
	await page.emulateMedia({ colorScheme: null });
}

const fits = () => page.evaluate(() =>
	document.documentElement.scrollWidth <= document.documentElement.clientWidth);

/* Every state of the page, with what shows that it is there. */
const states = [
	['a live list', '#now', '#list tr'],
	['a call', '#call/many0124', '#ladder li'],
	['a refused call', '#call/r1', '#detail-decided'],
	['a connection', '#connection/n%401%20s1', '#detail-facts dd'],
	['no call', '#call/nobody', '#detail-facts dd'],
];

for (const [colorScheme, width, height] of [['light', 360, 740], ['dark', 360, 740],
	['dark', 1440, 1000], ['light', 2560, 1400]])
	test(`axe finds nothing at ${width} pixels, ${colorScheme}`, async () => {
		const wide = page;

		page = await open({ colorScheme, viewport: { width, height } });
		await until('no charts', () => globalThis.Chart?.getChart('plot-times') && globalThis.Chart.getChart('plot-live'));
		for (const [name, hash, there] of states) {
			await page.goto(`${url}/${hash}`);
			await page.locator(there).first().waitFor();
			assert.deepEqual(await violations(), [], name);
			assert.ok(await fits(), `${name} is wider than the screen`);
		}
		await page.context().close();
		page = wide;
	});

test('no state is wider than the screen, from a phone to a wall', async () => {
	for (const width of [360, 480, 768, 1024, 1280, 1920, 3840]) {
		await page.setViewportSize({ width, height: 1000 });
		assert.ok(await fits(), `${width} pixels`);
	}
	await page.setViewportSize({ width: 1400, height: 1000 });
});

test('axe finds nothing while something is wrong', async () => {
	const conf = `${process.env.PAGE_DIR}/rules.conf`;
	const good = await readFile(conf, 'utf8');

	await writeFile(conf, 'denny call\n');
	await page.locator('#banner').waitFor();
	await untilText('#facts .bad', 'denny');
	await expectAccessible('rules that are broken');
	await writeFile(conf, '');
	await page.locator('#limits-none').waitFor();
	await expectAccessible('no rules');
	await writeFile(conf, good);
	await page.locator('#limits-none').waitFor({ state: 'hidden' });
});

test('axe finds nothing while the server refuses or does not answer', async () => {
	const before = errors.length;

	for (const [name, reason, how] of [
		['the index is locked', 'the index is being rebuilt', (route) => route.fulfill({
			status: 503, json: { status: 503, reason: 'the index is being rebuilt: ask again' } })],
		['offline', 'No answer', (route) => route.abort()],
	]) {
		await page.route('**/status/batch?*', how);
		await untilText('#error', reason);
		await expectAccessible(name);
		await page.unroute('**/status/batch?*', how);
		await until('the error is still shown', () => document.getElementById('error').textContent === '');
	}
	await page.locator('#list tr').first().hover();
	await page.locator('#list-held').waitFor();
	await expectAccessible('a list that is held');
	await pointAway();
	errors.splice(before, errors.length, ...errors.slice(before)
		.filter((words) => !/503|ERR_FAILED/.test(words)));
});

test('with the colours of the system the state is told by borders', async () => {
	const wide = page;

	page = await open({ forcedColors: 'active' });
	await page.locator('#list tr.live').first().waitFor();
	assert.deepEqual(await page.evaluate(() => ['#kinds [aria-pressed=true]', '#list tr.live td'].map((what) =>
		parseFloat(getComputedStyle(document.querySelector(what)).borderLeftWidth) > 2)), [true, true]);
	assert.deepEqual(await violations(), []);
	await page.context().close();
	page = wide;
});

test('on paper all rows are there, and nothing to press', async () => {
	await page.emulateMedia({ media: 'print' });
	/* But for the heads of the columns. */
	assert.equal(await page.locator('button:visible, input:visible').count(),
		await page.locator('th button:visible').count());
	assert.equal(await page.evaluate(() => {
		const frame = document.getElementById('feed-frame');

		return frame.scrollHeight <= frame.clientHeight + 1;
	}), true);
	await page.emulateMedia({ media: null });
});

test('a list is one stop of the Tab key, and arrows move inside', async () => {
	const focused = () => page.evaluate(() => document.activeElement.closest('tr')?.rowIndex ?? -1);
	const inList = () => page.evaluate(() => Boolean(document.activeElement.closest('#list-table')));

	await page.locator('#search button').focus();
	await page.keyboard.press('Tab');
	assert.equal(await inList(), true);
	await page.keyboard.press('Home');
	assert.equal(await focused(), 0);
	await page.keyboard.press('ArrowRight');
	assert.equal(await page.evaluate(() => document.activeElement.textContent), 'To');
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowDown');
	assert.equal(await focused(), 2);
	await page.keyboard.press('ArrowUp');
	assert.equal(await focused(), 1);
	await page.keyboard.press('Tab');
	assert.equal(await inList(), false);
	await page.keyboard.press('Shift+Tab');
	assert.equal(await focused(), 1);
});

test('each section can be reached by the keyboard', async () => {
	const reached = new Set();

	await page.locator('#search [name=user]').fill('nobody');
	await page.keyboard.press('Enter');
	await page.locator('#list-none').waitFor();
	await page.locator('.skip').focus();
	for (let i = 0; i < 60 && !reached.has('records'); i++) {
		await page.keyboard.press('Tab');
		reached.add(await page.evaluate(() =>
			document.activeElement.closest('section, header')?.id ?? ''));
	}
	for (const id of ['now', 'refusals', 'lists', 'feed', 'records'])
		assert.ok(reached.has(id), id);
});

test('the browser logged no error and sent no request elsewhere', () => {
	assert.deepEqual(errors, []);
	assert.deepEqual(foreignRequests, []);
});
