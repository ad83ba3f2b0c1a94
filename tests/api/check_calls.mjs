/* A call has the same names everywhere: docs/schema/call.json. */

import assert from 'node:assert/strict';
import Ajv from 'ajv/dist/2020.js';
import { apiSays, makeState, readJson, toolSays } from './state.mjs';

const schema = readJson('docs/schema/call.json');
const ajv = new Ajv({ allErrors: true });

ajv.addSchema(schema, 'call.json');

function check(form, calls) {
	const validate = ajv.getSchema(`call.json#/$defs/${form}`);

	assert.ok(calls.length > 0, `no call as ${form}`);
	for (const call of calls)
		assert.ok(validate(call), `${form}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(call)}`);
	for (const name of Object.keys(calls[0])) {
		const { [name]: value, ...rest } = calls[0];

		assert.ok(!validate(rest), `${form} may lack ${name}`);
		assert.ok(!validate({ ...rest, [`${name}s`]: value }), `${form} may call ${name} otherwise`);
	}
}

const rows = async (path) => JSON.parse((await apiSays(path)).body).rows;

makeState();
const ids = ['stale', 'over', 'denied', 'in', 'unknown', 'rings'];
const records = toolSays('cdr');
const shown = ids.flatMap((id) => toolSays('show', id));
const listed = toolSays('calls');

assert.equal(listed.length, ids.length);
check('listed', listed);
check('shown', shown);
check('record', records);
check('row', await rows('/status/calls'));
for (const id of ids)
	check('detail', await rows(`/status/calls/${id}`));

/* The same name has the same value. */
for (const record of records) {
	const forms = [...listed, ...shown, ...await rows('/status/calls')].filter(({ callid }) => callid === record.callid);

	assert.equal(forms.length, 3);
	for (const form of forms)
		for (const [name, value] of Object.entries(form))
			if (name in record)
				assert.equal(value, record[name], `${name} of ${record.callid}`);
}
