/* A client that is generated from docs/openapi.json asks a server over HTTP. */

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import createClient from 'openapi-fetch';
import type { paths } from './openapi.js';
// @ts-expect-error: the helper has no types
import { apiSays, makeState } from './state.mjs';

makeState();
const server = createServer((request, response) => {
	apiSays(request.url, request.method).then(({ status, type, body }: { status: number, type: string, body: string }) =>
		response.writeHead(status, { 'content-type': type }).end(body));
});

await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const client = createClient<paths>({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });

const live = await client.GET('/status/calls', { params: { query: { live: 'yes', user: '10001' } } });
assert.deepEqual(live.data?.rows.map(({ callid, dst }) => [callid, dst]), [['rings', '10004']]);

const one = await client.GET('/status/calls/{id}', { params: { path: { id: 'over' } } });
const call = one.data?.rows[0];
assert.equal(call?.transferred_to, '10003');
assert.equal(call?.history?.[0]?.hook, 'call');

const health = await client.GET('/status/health');
assert.equal(health.data?.live?.call, 1);

const none = await client.GET('/status/calls/{id}', { params: { path: { id: 'none' } } });
assert.equal(none.response.status, 404);
assert.match(none.error?.reason ?? '', /no call/);

// @ts-expect-error: live is yes or no
await client.GET('/status/calls', { params: { query: { live: 'perhaps' } } });
// @ts-expect-error: no such resource
await client.GET('/status/call');
// @ts-expect-error: a row has no such member
void live.data?.rows[0].answered;
server.close();
