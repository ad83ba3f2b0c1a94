/* reduce - makes a case that fails shorter, and prints it. */

import { journaled } from './network.mjs';
import { text } from './times.mjs';

/* Drops parts of a list, halves first, as long as the case still fails. */
function smaller(list, fails) {
	let kept = list;

	for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2))
		for (let i = 0; i < kept.length;) {
			const fewer = [...kept.slice(0, i), ...kept.slice(i + size)];

			if (fails(fewer))
				kept = fewer;
			else
				i += size;
		}
	return kept;
}

/* The same for lines; those stay without which nobody can tell calls apart. */
function fewerLines(lines, fails) {
	const withNeeded = (some) => lines.filter((line) => line.isNeeded || some.includes(line));
	const some = smaller(lines.filter(({ isNeeded }) => !isNeeded), (fewer) => fails(withNeeded(fewer)));

	return withNeeded(some);
}

/* The plan with as few lines and events as needed for the same kind of mismatch. */
export function reduced(plan, wrong, live) {
	let best = plan;
	const attempt = (change) => {
		const tried = { ...best, ...change };

		return live(tried)?.kind === wrong.kind;
	};

	if (wrong.leg) {
		const connections = new Set(plan.legs.filter(({ callId }) => callId === wrong.leg.callId)
			.map(({ connection }) => connection));
		const lines = plan.lines.filter(({ leg, connection }) => (leg ? leg.callId === wrong.leg.callId
			: connections.has(connection)));

		const ofConnections = plan.lines.filter(({ leg, connection }) => connections.has(leg?.connection ?? connection));

		if (attempt({ lines }))
			best = { ...best, lines };
		else if (attempt({ lines: ofConnections }))
			best = { ...best, lines: ofConnections };
	}
	const events = smaller(best.events, (fewer) => attempt({ events: fewer }));

	best = { ...best, events };
	if (best.lines.length <= 300)
		best = { ...best, lines: fewerLines(best.lines, (lines) => attempt({ lines })) };
	return best;
}

/* The lines and commands of a case in their order, and what is wrong. */
export function story({ lines, events, end, clock, ...rest }, live) {
	const all = [
		...lines.map((line) => ({ at: line.written, text: journaled(line, text).trimEnd() })),
		...events.map(({ at, what, user, back }) => ({
			at, text: `at ${text(clock.at(at))}: ${what}${user ? ` ${user}` : ''}${what === 'purge' ? ` ${back}` : ''}`,
		})),
	].sort((a, b) => a.at - b.at);

	return `${all.map((one) => one.text).join('\n')}\nat ${text(clock.at(end))}: the end\n`
		+ `${live({ lines, events, end, clock, ...rest })?.message}`;
}
