/* scenarios - the commands during which the power is cut, and what has to hold then. */

import { line, tool } from './site.mjs';

const DAY = 86400000;
/* No timeout, which are whole days and hours, ends during the test. */
const now = Date.now() - 0.3 * DAY;
const ago = (days, ms = 0) => new Date(now - days * DAY + ms);
const date = (days) => ago(days).toISOString().slice(0, 10);

const call = (days, callId, caller, callee) => ['PENDING', 'RING', 'ESTABLISHED', 'FINISH'].map((status, i) =>
	line(ago(days, i * 1000), i ? 'CallStatusEvent' : 'call', { callId, caller, callee, incoming: false, status }));

/* Of three days. */
const OLD = [...call(3, 'first', '10001', '10002'), ...call(2, 'second', '10003', '10001')];
const NEW = [...call(1, 'third', '10001', '10004'), ...call(1, 'fourth', '10005', '10006')];
const CALLS = 4;
/* Hooks that are sent during the cut, and after it. */
const [ONE, TWO, AFTER] = ['one', 'two', 'after'].map((name) => JSON.stringify({ name }));

function prepare(site) {
	site.put(OLD);
	site.exports = site.exported();
	site.put(NEW);
}

const echoappctl = (text) => () => `unset REQUEST_METHOD; ${tool} ${text}`;
const twoHooks = (site) => `${site.hook(ONE)} && ${site.hook(TWO)}`;

/* How often the hook is in the journal: once if it was answered, and never more often. */
function recorded(site, body, answered) {
	const count = site.lines().split(`"body":${body}}\n`).length - 1;

	if (count > 1 || (answered && count === 0))
		throw new Error(`${body} is ${count} times in the journal, ${answered ? '' : 'not '}answered`);
	return count;
}

/* The next export has what the exports before it have not. */
function checkExport(site, before, calls) {
	const all = [...before, ...site.exported()];

	if (new Set(all).size !== calls || all.length !== calls)
		throw new Error(`the exports have ${all}`);
}

/*
 * After a cut, a hook is answered, `whole` lines are there, `count` hooks are counted, and the
 * index and the exports are what they should be.  `halves`: the index may be of before.
 */
function checkAfter(site, { whole, count, exports = site.exports, calls = CALLS, halves = false }) {
	site.send(AFTER);
	recorded(site, AFTER, true);
	site.checkLines(whole);
	const counted = site.hooks();

	if (counted !== count + 1)
		throw new Error(`${counted} hooks are counted, not ${count + 1}`);
	checkExport(site, exports, calls);
	if (!halves)
		site.checkIndex();
}

function checkHooks(site, { answered }, before, calls) {
	const answers = answered.split('Status: 200').length - 1;
	const hooks = recorded(site, ONE, answers > 0) + recorded(site, TWO, answers > 1);

	checkAfter(site, { whole: before, count: before.length + hooks, calls });
}

const LINES = [...OLD, ...NEW];
const checkUnchanged = (site) => checkAfter(site, { whole: LINES, count: LINES.length });

/* The rows reach the disk before the cursor that counts them. */
function checkExported(site) {
	const rows = site.shell('cat rows 2>/dev/null || true').split('\n').filter(Boolean);
	const next = site.shell('cp cursor kept; cat cursor');
	const fresh = site.exported();

	site.shell('mv kept cursor');
	if (fresh.length + site.exports.length !== CALLS && rows.length + site.exports.length !== CALLS)
		throw new Error(`cursor ${next}: exported ${rows}, and then ${fresh}`);
	checkAfter(site, { whole: LINES, count: LINES.length, exports: [...site.exports, ...(fresh.length ? [] :
		rows.map((row) => JSON.parse(row).uniqueid))] });
}

/* Before its end, the lines may have the name or not; after it, none has. */
function checkErased(site, { over }) {
	const unnamed = LINES.filter((one) => !one.includes('"10001"'));

	if (over && site.lines().includes('"10001"'))
		throw new Error('the name is in the journal');
	checkAfter(site, { whole: unnamed, count: LINES.length });
	site.ctl('erase', '--user', '10001', '--yes');
	if (site.lines().includes('"10001"') || site.told().includes('"10001"'))
		throw new Error('the name is there after another erase');
	site.checkIndex();
}

/* Counters do not fall; after the end, the lines are gone. */
function checkPurged(site, { over }) {
	if (over && site.lines().includes('"first"'))
		throw new Error('the lines are in the journal');
	/* The index has what a purge that did not end took out, until the next one. */
	checkAfter(site, { whole: NEW, count: LINES.length, halves: !over });
	site.ctl('purge', '--before', date(1), '--yes');
	if (site.lines().includes('"first"'))
		throw new Error('the lines are there after another purge');
	if (site.hooks() !== LINES.length + 1)
		throw new Error(`${site.hooks()} hooks are counted after another purge`);
	site.checkIndex();
}

export const scenarios = [{
	name: 'first hooks',
	prepare: (site) => { site.exports = []; },
	command: twoHooks,
	check: (site, cut) => checkHooks(site, cut, [], 0),
}, {
	name: 'hooks',
	prepare(site) {
		prepare(site);
		site.send('{"name":"today"}');
		site.today = site.lines().split('\n').filter((one) => one.includes('today')).map((one) => `${one}\n`);
	},
	command: twoHooks,
	check: (site, cut) => checkHooks(site, cut, [...LINES, ...site.today], CALLS),
}, {
	name: 'fold', prepare, command: echoappctl('calls'), check: checkUnchanged,
}, {
	name: 'reindex', prepare, command: echoappctl('reindex'), check: checkUnchanged,
}, {
	name: 'export', prepare, command: echoappctl('cdr --json --cursor cursor >rows'), check: checkExported,
}, {
	name: 'compress', prepare, command: echoappctl('compress'), check: checkUnchanged,
}, {
	name: 'erase', prepare, command: echoappctl('erase --user 10001 --yes'), check: checkErased,
}, {
	name: 'purge', prepare, command: echoappctl(`purge --before ${date(1)} --yes`), check: checkPurged,
}];
