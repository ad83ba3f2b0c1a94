/*
 * pages - asks for what so many open pages ask for, until it is stopped:
 *
 *	node pages.mjs URL PAGES
 *
 * Browsers draw on other machines than this, so there are none here.
 */

const [,, url, count] = process.argv;

/* Path and how many seconds from one time to the next: see www/app.js. */
const asked = [
	['health', 1], ['calls?limit=50', 1], ['events?limit=100', 1],
	['events?outcome=refused&limit=20', 1], ['refusals', 3], ['series?span=hour', 10],
];

async function ask(path, known) {
	const since = known.next && path.startsWith('events') ? `&after=${known.next}` : '';
	const answer = await fetch(`${url}/status/${path}${since}`, {
		headers: known.tag ? { 'If-None-Match': known.tag } : {},
	});
	const text = await answer.text();

	known.tag = answer.headers.get('ETag');
	if (answer.status === 200)
		known.next = JSON.parse(text).next;
}

async function page() {
	const known = asked.map(() => ({}));

	for (let turn = 0; ; turn++) {
		const began = performance.now();

		await Promise.all(asked.map(([path, every], i) =>
			(turn % every ? null : ask(path, known[i]))));
		await new Promise((resolve) => {
			setTimeout(resolve, Math.max(100, 1000 - (performance.now() - began)));
		});
	}
}

for (let i = 0; i < count; i++)
	setTimeout(page, i * 1000 / count);
