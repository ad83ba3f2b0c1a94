/*
 * mentions - finds commands in the sentences of a document: `echoappctl calls --live`,
 * `man ./man/echoapp.7`.
 *
 * They are not typed, because most are incomplete.  The command, its options and the
 * manual page have to exist.
 */

import { accessSync, readFileSync } from 'node:fs';

import { type } from './machine.mjs';

/* Throws if echoappctl does not know the command, or the command an option. */
async function isKnown(words) {
	const rest = words.replace(/--(conf|state) \S+|--json/g, '').trim().split(' ');
	const [command = ''] = rest.filter((word) => !word.startsWith('-'));
	const { code, out } = await type(
		`tools/echoappctl ${/^[a-z-]+$/.test(command) ? command : ''} --help\n`);

	if (code !== 0)
		throw new Error(out);
	for (const option of rest.filter((word) => word.startsWith('-')))
		if (!` --help --version ${out}`.match(new RegExp(`[\\s[]${option}[\\s\\],=]`)))
			throw new Error(`${option} is not in\n${out}`);
}

/* The commands as { text, check }; the check throws. */
export function mentions(document) {
	if (!/\.md$/.test(document))
		return [];
	const sentences = readFileSync(document, 'utf8').replace(/^```.*?^```$/gms, '');
	const spans = [...sentences.matchAll(/`([^`]+)`/g)]
		.map(([, text]) => text.replace(/\s+/g, ' '));

	return spans.flatMap((text) => {
		const [, words] = /^(?:tools\/)?echoappctl (.+)$/.exec(text) ?? [];
		const [, page] = /^man \.\/(.+)$/.exec(text) ?? [];

		if (words)
			return { text, check: () => isKnown(words) };
		return page ? { text, check: async () => accessSync(page) } : [];
	});
}
