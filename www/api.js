/*
 * api - asks the server.  What is asked for in one breath goes there together,
 * and what did not change is not read twice.
 */

const known = new Map();
const KNOWN_MAX = 50;

/* Milliseconds by which the server's clock is ahead of ours. */
let ahead = 0;

export const now = () => Date.now() + ahead;

function remember(question, tag, data) {
	known.delete(question);
	known.set(question, { tag, data });
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

/* Those that wait to be sent: { question, once, resolve, reject }. */
const waiting = [];
/* At once: what the server takes. */
const MOST = 8;

async function fetchAnswers(asked) {
	const query = new URLSearchParams();

	for (const { question } of asked) {
		query.append('ask', question);
		if (known.has(question))
			query.append('known', known.get(question).tag);
	}
	const answer = await fetch(`status/batch?${query}`, {
		cache: 'no-store',
		signal: AbortSignal.timeout(10000),
	});
	const date = Date.parse(answer.headers.get('Date'));

	/* It is cut off to the second, and on its way for a while. */
	if (date && Math.abs(date - Date.now()) > 2500)
		ahead = date - Date.now();
	else if (date)
		ahead = 0;
	if (!answer.ok)
		throw new Error(await wordsOf(answer));
	return (await answer.json()).answers;
}

function settle({ question, once, resolve, reject }, before, { status, tag, body }) {
	if (status === 304) {
		resolve(before.data);
	} else if (status !== 200) {
		reject(new Error(body.reason));
	} else {
		if (!once)
			remember(question, tag, body);
		resolve(body);
	}
}

async function send(asked) {
	/* Until they come back it may be forgotten. */
	const before = asked.map(({ question }) => known.get(question));

	try {
		const answers = await fetchAnswers(asked);

		asked.forEach((one, i) => settle(one, before[i], answers[i]));
	} catch (error) {
		asked.forEach(({ reject }) => reject(error));
	}
}

function sendAll() {
	while (waiting.length)
		send(waiting.splice(0, MOST));
}

/*
 * Resolves to the same object as before when nothing changed.  `once`: it will
 * not be asked again, so it is not kept.
 */
export function get(path, parameters = {}, once = false) {
	const given = Object.entries(parameters).filter(([, value]) => value);
	const query = new URLSearchParams(given).toString();

	if (!waiting.length)
		setTimeout(sendAll);
	return new Promise((resolve, reject) => {
		waiting.push({ question: `${path}${query ? `?${query}` : ''}`, once, resolve, reject });
	});
}
