/* docs/openapi.json is right: a public validator, and all resources, say so. */

import assert from 'node:assert/strict';
import { Validator } from '@seriousme/openapi-schema-validator';
import Ajv from 'ajv/dist/2020.js';
import { apiSays, makeState, readJson, toolSays } from './state.mjs';

const openapi = readJson('docs/openapi.json');
const calls = readJson('docs/schema/call.json');

/* The document with what it refers to, because the validator reads one file. */
function bundle() {
	const whole = structuredClone(openapi);

	Object.assign(whole.components.schemas, Object.fromEntries(Object.entries(calls.$defs)
		.map(([name, schema]) => [`call.${name}`, schema])));
	return JSON.parse(JSON.stringify(whole).replaceAll(/"(schema\/call\.json)?#\/\$defs\//g, '"#/components/schemas/call.'));
}

const specification = await new Validator().validate(bundle());

assert.ok(specification.valid, JSON.stringify(specification.errors));
const wrong = bundle();
wrong.paths['/status/health'].get.parameters = [{ name: 'no place' }];
assert.ok(!(await new Validator().validate(wrong)).valid, 'the validator finds nothing');

const ajv = new Ajv({ allErrors: true, strict: false });

ajv.addSchema(calls, 'file:///schema/call.json');
ajv.addSchema(openapi, 'file:///openapi.json');

/* The schema of a response: of its status, or of the class of its status. */
function schemaOf(path, status, type) {
	const { responses } = openapi.paths[path].get;
	const key = status in responses ? status : `${Math.floor(status / 100)}XX`;
	const at = responses[key].$ref ?? `#/paths/${path.replaceAll('/', '~1').replace('{', '%7B').replace('}', '%7D')
		}/get/responses/${key}`;

	return ajv.compile({ $ref: `file:///openapi.json${at}/content/${type.replace('/', '~1')}/schema` });
}

const checked = new Set();

async function check(path, query = '', expected = 200, method = 'GET') {
	const answer = await apiSays(path.replace('{id}', encodeURIComponent(query.id ?? '')) + (query.id ? '' : query), method);
	const body = answer.type === 'application/json' ? JSON.parse(answer.body) : answer.body;
	const validate = schemaOf(path, answer.status, answer.type);

	assert.equal(answer.status, expected, `${path}${query}: ${answer.body}`);
	assert.ok(validate(body), `${path}: ${ajv.errorsText(validate.errors)} in ${answer.body.slice(0, 2000)}`);
	if (expected === 200)
		checked.add(path);
	/* A member that the document does not name would be found. */
	if (answer.type === 'application/json')
		assert.ok(!validate({ ...body, another: 1 }), path);
	return body;
}

async function checkAll() {
	const { resources } = await check('/status/');

	for (const { path, accepted } of resources) {
		const { parameters = [] } = openapi.paths[path].get;

		assert.deepEqual(parameters.map(({ name }) => name).sort(), Object.keys(accepted).sort(), path);
	}
	await check('/status/health');
	await check('/metrics');
	for (const kind of ['calls', 'connections', 'registrations', 'streams', 'messages']) {
		const { rows } = await check(`/status/${kind}`);

		await check(`/status/${kind}`, '?limit=1');
		await check(`/status/${kind}`, '?limit=0', 400);
		await check(`/status/${kind}/{id}`, { id: 'none' }, 404);
		for (const row of rows)
			await check(`/status/${kind}/{id}`, { id: row.callid ?? row.id });
	}
	const { next } = await check('/status/events');

	await check('/status/events', '?limit=2');
	await check('/status/events', '?outcome=refused');
	await check('/status/events', `?after=${next ?? '20200101.0'}`);
	await check('/status/refusals');
	for (const span of ['15min', 'hour', 'day', 'month'])
		await check('/status/series', `?span=${span}`);
	await check('/status/series', '?span=year', 400);
	for (const span of ['15min', 'hour', 'day'])
		await check('/status/traffic', `?span=${span}`);
	await check('/status/traffic', '?span=month', 400);
	for (const sort of ['callid', 'src', '-start'])
		await check('/status/calls', `?live=yes&sort=${sort}`);
	await check('/status/calls', '?live=yes&sort=id', 400);
	await check('/status/rules');
	await check('/status/limits');
	/* A CGI program ends after its response, and keeps none open. */
	await check('/status/changes', '', 200, 'HEAD');
	await check('/status/changes', '', 503);
	await check('/status/cdr.csv');
	await check('/status/batch', '?ask=health&ask=calls%3Flimit%3D1&ask=none');
	await check('/status/batch', '', 400);
}

makeState('rules = rules.conf\n');
await checkAll();
/* The schema of a key is checked only if a limit has one. */
assert.deepEqual((await check('/status/limits')).rows.map(({ fullest }) => fullest),
	[[{ key: '10001', slots: 1 }], [{ key: '10001', slots: 1 }]]);
assert.deepEqual([...checked].sort(), Object.keys(openapi.paths).sort());
makeState('keep_days = 1\nauth = hmac\nsecret_file = none\nrules = none\n');
toolSays('purge', '--before', 'today', '--yes');
await checkAll();
makeState('', []);
await check('/status/health');
await check('/status/calls');
await check('/status/events');
/* A configuration that cannot be used. */
makeState('strict = perhaps\n');
await check('/status/health');
