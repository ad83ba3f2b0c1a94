/*
 * actions - what can be done with a block of a document.
 *
 * An action is given the block, and throws if the block is wrong.
 */

import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';

import { environment, isRoot, serve, serveBeside, serveOnce, serverSaid, type } from './machine.mjs';

/* A refused hook: curl succeeds, and the reader does not. */
const refused = /^\{"status":[45]\d\d,"reason":/m;

async function right(text, more) {
	const { code, out } = await type(text, more);

	if (code !== 0 || refused.test(out))
		throw new Error(`exit code ${code}:\n${text}${out}`);
	return out;
}

/* The text without what differs each time. */
const even = (text) => text.trimEnd()
	.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME')
	.replace(/"us":\d+/g, '"us":N')
	.replace(/^ +\d+\.\d{3} {2}/gm, 'N  ')
	.replace(/ +[\d.]+ ms/g, ' N ms');

function same(found, wanted, what) {
	if (even(found) !== even(wanted))
		throw new Error(`${what}\nprints\n${found}in place of\n${wanted}`);
}

let last = '';

/* Types the block. */
export async function run(block) {
	last = await right(block.text);
}

/* Types the block without these lines; each has its reason. */
export const runBut = (reasons) => async (block) => {
	const lines = block.text.split('\n');
	const rest = lines.filter((line) => !(line in reasons));

	assert.equal(rest.length + Object.keys(reasons).length, lines.length,
		`not all of these lines are there: ${Object.keys(reasons).join('; ')}`);
	last = await right(rest.join('\n'));
};

/* The block is what the block before it printed. */
export async function printed(block) {
	same(last, block.text, 'the block before');
}

/* Types the commands after "$ ", and compares what each prints. */
export async function converse(block) {
	const [nothing, ...turns] = `\n${block.text}`.split('\n$ ');

	assert.equal(nothing, '', 'a console block begins with "$ "');
	assert.ok(turns.length, 'there is no command');
	for (const turn of turns) {
		const [command, ...lines] = turn.split('\n');
		const { out } = await type(command);

		same(out, lines.join('\n'), command);
	}
}

/* `make run`: the server stays for the blocks that follow. */
export const serving = (block) => serve(block.text);

/* `make run` with other variables; the server of before stays. */
export const servingOnce = (block) => serveOnce(block.text);

/* `make run` with other variables, beside the server of before; both stay. */
export const servingBeside = (block) => serveBeside(block.text);

/* Stops `make run` and starts it again before the action. */
export const restarted = (action) => async (block) => {
	await serve('make run');
	return action(block);
};

/* The block is part of what the server printed. */
export async function said(block) {
	assert.ok(serverSaid().includes(block.text), `the server says:\n${serverSaid()}`);
}

export const json = (block) => JSON.parse(block.text);

/* A line of the journal; echoappctl can read it. */
export async function journal(block) {
	const line = JSON.parse(block.text);
	const day = line.time.slice(0, 10).replace(/-/g, '');

	assert.deepEqual(Object.keys(line).slice(0, 4), ['time', 'hook', 'status', 'us']);
	mkdirSync('/tmp/read/journal', { recursive: true });
	writeFileSync(`/tmp/read/journal/${day}.ndjson`, block.text);
	const out = await right('tools/echoappctl --state /tmp/read --json tail\n');

	assert.equal(JSON.parse(out).hook, line.hook);
}

export const save = (file) => (block) => writeFileSync(file, block.text);

/* Adds the lines to echoapp.conf or rules.conf, for the blocks that follow. */
export const append = (file) => async (block) => {
	appendFileSync(file, block.text);
	await right('tools/echoappctl check --strict\n');
};

/* The file has these lines. */
export const isIn = (file) => (block) => {
	assert.ok(readFileSync(file, 'utf8').includes(block.text), `is not in ${file}`);
};

/* Types the block where echoappctl needs neither a path nor --conf. */
export const asInstalled = (block) => right(block.text, {
	PATH: `${process.cwd()}/tools:${environment.PATH}`,
	ECHOAPP_CONF: `${process.cwd()}/echoapp.conf`,
});

/* The block is the message of echoappctl about this scenario. */
export const complains = (name, scenario) => async (block) => {
	writeFileSync(name, scenario);
	const { code, out } = await type(`tools/echoappctl play ./${name}\n`);

	assert.equal(code, 2);
	assert.ok(out.includes(block.text.replace(/\.\.\.\n$/, '')), out);
};

/* The block is a configuration that Prometheus accepts. */
export const prometheus = (block) => {
	writeFileSync('/tmp/prometheus.yml', block.text.replace('/etc/prometheus/echoapp.yml',
		`${process.cwd()}/deploy/prometheus-rules.yml`));
	return right('promtool check config /tmp/prometheus.yml\n');
};

let held;

/* Keeps the block for the next one that is guarded. */
export const hold = (block) => {
	held = block;
};

const certificate = `mkdir /tmp/guard
cd /tmp/guard
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost \\
	-keyout echoapp.key -out echoapp.pem
mkdir -p /etc/echoapp
htpasswd -cbB /etc/echoapp/people me right
printf '%s\\n' 'state_dir = state' 'watchers = 0.0.0.0/0 ::/0' > echoapp.conf
`;

/*
 * Starts the server with the lines for TLS, which were held, after the line `tls`, and
 * with the lines for a password in place of the lines `strangers`.  Then hooks come over
 * TLS, and the page asks for the password.  `tls` and `strangers` are addresses of sed,
 * `more` are commands of sed: what the comments beside the lines say.
 */
export const guarded = (server, { tls, strangers, more }) => asRoot(async (block) => {
	const lines = ({ text }) => text.trim().replace(/\n\s*/g, '\\\n');
	const plant = [
		`${tls}a\\`, lines(held).replace(/\/etc\/ssl\/\w+/g, '/tmp/guard'),
		`${strangers}c\\`, lines(block), ...more,
	].join('\n');
	const ask = (words, path) => right(`curl --cacert /tmp/guard/echoapp.pem -o /dev/null
		-w '%{http_code}' ${words} https://localhost:9091${path}`.replace(/\n/g, ' '));
	const hook = `-H 'Content-Type: application/json' -d '{}'`;

	await right(certificate);
	await serve(`ECHOAPP_CONF=/tmp/guard/echoapp.conf PORT=9091 PLANT='${plant.replace(/'/g, "'\\''")}' \\
		exec tests/servers/run.sh ${server}\n`);
	assert.equal(await ask(hook, '/EchoApp/call'), '200', 'a hook over TLS');
	assert.equal(await ask('', '/'), '401', 'the page without a password');
	assert.equal(await ask('-u me:right', '/'), '200', 'the page with a password');
	assert.equal(await ask('-u me:wrong', '/status/health'), '401', 'a wrong password');
});

/* The tests install these packages, too. */
export async function packages(block) {
	const names = /^apt-get install -y (.*)\n$/.exec(block.text)?.[1].split(' ');

	assert.ok(names, 'not one apt-get install -y');
	for (const name of names)
		assert.match(readFileSync('scripts/deps.sh', 'utf8'), new RegExp(`^\\s+${name} .*check`, 'm'));
}

/* With these rules alone a call to `callee` becomes a call to `wanted`. */
export const calls = (callee, wanted) => async (block) => {
	mkdirSync('/tmp/calls', { recursive: true });
	writeFileSync('/tmp/calls/rules.conf', block.text);
	writeFileSync('/tmp/calls/echoapp.conf', 'rules = rules.conf\n');
	const out = await right(`echo '{"callee":"${callee}"}' |
		tools/echoappctl --conf /tmp/calls/echoapp.conf --json explain call -\n`);

	assert.equal(JSON.parse(out).answer.callee, wanted);
};

/* The block is part of what `doctor` prints about this server. */
export const doctor = (port, listener, patience) => async (block) => {
	const bad = createServer({ keepAliveTimeout: patience }, listener).listen(port, '127.0.0.1');
	const { out } = await type(`tools/echoappctl doctor http://127.0.0.1:${port}/hooks\n`);

	bad.closeAllConnections();
	bad.close();
	for (const line of block.text.trimEnd().replace('…', '').split('\n'))
		assert.ok(out.includes(line), `there is no "${line}" in\n${out}`);
};

/* Another test takes the block; its text names the document, or has the words `says`. */
export const by = (test, says) => {
	const action = (block) => {
		const named = says ?? block.document;

		assert.ok(readFileSync(test, 'utf8').includes(named), `${test} does not name ${named}`);
	};

	action.by = test;
	return action;
};

/* tests/deb.sh has the block typed in a fresh Debian. */
export const installed = Object.assign(({ document, heading, number }) => {
	const name = /^\w+$/.test(heading) ? heading : `'${heading}'`;
	const lines = readFileSync('tests/deb.sh', 'utf8').split('\n')
		.filter((line) => line.startsWith('told '));

	assert.ok(lines.some((line) => line.endsWith(` ${document} ${name}`)
		|| line.endsWith(` ${document} ${name} ${number}`)),
	`tests/deb.sh does not take ${document} ${name} ${number}`);
}, { by: 'tests/deb.sh' });

/* No test takes the block, for this reason. */
export const never = (reason) => Object.assign(() => {}, { reason });

/* The action needs root. */
export const asRoot = (action) => async (block) => {
	if (isRoot)
		return action(block);
	console.log(`left out: ${block.document}:${block.line}: that takes root`);
};

const rulesTest = 'tests/tools/check/test_rules_in_documents.c';

/* The actions for blocks that are not in the table, by language. */
export const usual = {
	sh: run,
	console: converse,
	json,
	ini: append('echoapp.conf'),
	rules: Object.assign((block) => by(rulesTest,
		block.document.replace(/^docs\/.*/, 'docs/*.md'))(block), { by: rulesTest }),
};
