/* tab - the title and the icon of the tab tell the state. */

import { byId, plain } from './dom.js';

const state = { calls: 0, problem: '', lost: false };

const WORDS_MAX = 60;

function title() {
	if (state.lost)
		return 'No answer – EchoApp';
	if (state.problem)
		return `⚠ ${state.problem} – EchoApp`;
	return state.calls ? `(${state.calls}) EchoApp` : 'EchoApp';
}

function show() {
	const icon = state.lost ? 'icon-lost.svg' : state.problem ? 'icon-bad.svg' : 'icon.svg';

	if (document.title !== title())
		document.title = title();
	if (byId('icon').getAttribute('href') !== icon)
		byId('icon').setAttribute('href', icon);
}

/* The number of live calls, and the first problem; "": all is well. */
export function setState(calls, problem) {
	state.calls = calls;
	state.problem = plain(problem).slice(0, WORDS_MAX);
	show();
}

export function setLost(lost) {
	state.lost = lost;
	show();
}
