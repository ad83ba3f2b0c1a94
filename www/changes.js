/*
 * changes - the server tells when something changed (Server-Sent Events), so
 * that the page need not ask every second.
 *
 * The server speaks every five seconds at least.  While nothing is heard, as
 * behind a proxy that holds back what it gets, the page asks every second.
 */

const SILENCE = 12000; /* milliseconds */
const RETRY = 60000;

let source = null;
let heardAt = -Infinity;
let changedAt = -Infinity;
let onChange = () => {};

function close() {
	source?.close();
	source = null;
	heardAt = -Infinity;
}

function open() {
	if (source || document.hidden)
		return;
	const began = performance.now();

	source = new EventSource('status/changes');
	source.addEventListener('message', ({ data }) => {
		heardAt = performance.now();
		if (data === 'same')
			return;
		changedAt = heardAt;
		onChange();
	});
	source.addEventListener('error', () => {
		heardAt = -Infinity;
		/* Refused, for instance because too many pages are open. */
		if (source?.readyState === EventSource.CLOSED)
			source = null;
	});
	/* A stream from which nothing comes only takes a place. */
	setTimeout((opened) => {
		if (source === opened && performance.now() - Math.max(heardAt, began) >= SILENCE)
			close();
	}, SILENCE, source);
}

/* When the last change was told; undefined: the server tells none now. */
export const lastChange = () => (performance.now() - heardAt < SILENCE ? changedAt : undefined);

/* Calls changed() at each change. */
export function start(changed) {
	onChange = changed;
	open();
	setInterval(open, RETRY);
	/* A browser keeps only six connections to a server. */
	document.addEventListener('visibilitychange', () => {
		if (document.hidden)
			close();
		else
			open();
	});
	addEventListener('pagehide', close);
	addEventListener('pageshow', open);
}
