/* api - asks the server; what did not change is not read twice. */

const known = new Map();
const KNOWN_MAX = 50;

/* Milliseconds by which the server's clock is ahead of ours. */
let ahead = 0;

export const now = () => Date.now() + ahead;

function remember(url, tag, data) {
	known.delete(url);
	known.set(url, { tag, data });
	if (known.size > KNOWN_MAX)
		known.delete(known.keys().next().value);
}

/* The server's words, or the browser's, when it cannot be had. */
async function wordsOf(answer) {
	try {
		return (await answer.json()).reason;
	} catch {
		return `status ${answer.status}`;
	}
}

/*
 * Resolves to the same object as before when nothing changed.  `once`: it will
 * not be asked again, so it is not kept.
 */
export async function get(path, parameters = {}, once = false) {
	const given = Object.entries(parameters).filter(([, value]) => value);
	const query = new URLSearchParams(given).toString();
	const url = `status/${path}${query ? `?${query}` : ''}`;
	const before = known.get(url);
	const answer = await fetch(url, {
		headers: before ? { 'If-None-Match': before.tag } : {},
		cache: 'no-store',
		signal: AbortSignal.timeout(10000),
	});
	const date = Date.parse(answer.headers.get('Date'));

	/* It is cut off to the second, and on its way for a while. */
	if (date && Math.abs(date - Date.now()) > 2500)
		ahead = date - Date.now();
	else if (date)
		ahead = 0;
	if (answer.status === 304 && before)
		return before.data;
	if (!answer.ok)
		throw new Error(await wordsOf(answer));
	const data = await answer.json();
	if (!once)
		remember(url, answer.headers.get('ETag'), data);
	return data;
}
