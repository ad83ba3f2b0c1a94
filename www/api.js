/*
 * api - requests to the server.  Requests that are made together go there as
 * one batch, and an answer that did not change is not sent again.
 */

/* The last answers, by request, with their ETags; the oldest is first. */
const cache = new Map();
const CACHE_MAX = 50;

/* Milliseconds by which the server's clock is ahead of the browser's. */
let clockOffset = 0;

export const now = () => Date.now() + clockOffset;

function store(request, tag, data) {
	cache.delete(request);
	cache.set(request, { tag, data });
	if (cache.size > CACHE_MAX)
		cache.delete(cache.keys().next().value);
}

/* Why the server refused a batch. */
async function reasonOf(answer) {
	try {
		return (await answer.json()).reason;
	} catch {
		return `status ${answer.status}`;
	}
}

/* Requests that wait to be sent: { request, once, promise, resolve, reject }. */
const queue = [];
/* The server takes no more requests in one batch. */
const BATCH_MAX = 8;

async function fetchAnswers(batch) {
	const query = new URLSearchParams();

	for (const { request } of batch) {
		query.append('ask', request);
		if (cache.has(request))
			query.append('known', cache.get(request).tag);
	}
	const answer = await fetch(`status/batch?${query}`, {
		cache: 'no-store',
		signal: AbortSignal.timeout(10000),
	});
	const date = Date.parse(answer.headers.get('Date'));

	/* Date has whole seconds, and is as old as the answer's way here. */
	if (date && Math.abs(date - Date.now()) > 2500)
		clockOffset = date - Date.now();
	else if (date)
		clockOffset = 0;
	if (!answer.ok)
		throw new Error(await reasonOf(answer));
	return (await answer.json()).answers;
}

function finish({ request, once, resolve, reject }, cached, { status, tag, body }) {
	if (status === 304) {
		resolve(cached.data);
	} else if (status !== 200) {
		reject(Object.assign(new Error(body.reason), { status }));
	} else {
		if (!once)
			store(request, tag, body);
		resolve(body);
	}
}

async function send(batch) {
	/* An entry may leave the cache before its answer comes. */
	const cached = batch.map(({ request }) => cache.get(request));

	try {
		const answers = await fetchAnswers(batch);

		batch.forEach((one, i) => finish(one, cached[i], answers[i]));
	} catch (error) {
		batch.forEach(({ reject }) => reject(error));
	}
}

function sendAll() {
	while (queue.length)
		send(queue.splice(0, BATCH_MAX));
}

/*
 * Resolves to the same object as last time if nothing changed.  With `once` the
 * answer is not cached, because nobody will ask for it again.
 */
export function get(path, parameters = {}, once = false) {
	const given = Object.entries(parameters).filter(([, value]) => value);
	const query = new URLSearchParams(given).toString();

	const request = `${path}${query ? `?${query}` : ''}`;
	const same = queue.find((other) => other.request === request);

	if (same)
		return same.promise;
	if (!queue.length)
		setTimeout(sendAll);
	const entry = { request, once };
	entry.promise = new Promise((resolve, reject) => Object.assign(entry, { resolve, reject }));
	queue.push(entry);
	return entry.promise;
}
