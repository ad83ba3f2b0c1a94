/*
 * blocks - reads the blocks of code in the documents.
 *
 *	node tests/documents/blocks.mjs DOCUMENT HEADING [NUMBER]
 *
 * prints the blocks below a heading, or one of them, for tests written in shell.
 *
 * A block is { document, line, heading, lang, text }: `line` is its first line, `lang`
 * is the word after the fence.  In documents without fences, `lang` is `indented`,
 * `comment`, or roff's `Dl` or `Bd`.
 */

import { readFileSync, readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const notOurs = /^(\.|build$|state$|node_modules$)/;

/* The files below `directory`, without the "./" of the source's own directory. */
const files = (directory) => readdirSync(directory, { withFileTypes: true })
	.filter(({ name }) => !notOurs.test(name))
	.flatMap((entry) => {
		const path = directory === '.' ? entry.name : `${directory}/${entry.name}`;

		return entry.isDirectory() ? files(path) : path;
	});

/* All documents. */
export const documents = () => files('.').filter((path) =>
	/\.md$|(^|\/)README(\.\w+)?$|^deploy\/.*\.(in|yml)$|^man\//.test(path)).sort();

function* markdown(lines) {
	let heading = '', open;

	for (const [i, line] of lines.entries()) {
		const fence = /^( *)```(.*)$/.exec(line);

		if (open && fence) {
			yield open;
			open = undefined;
		} else if (open) {
			open.text += `${line}\n`;
		} else if (fence) {
			open = { line: i + 2, heading, lang: fence[2], text: '' };
		} else if (/^#+ /.test(line)) {
			heading = line.replace(/^#+ /, '');
		}
		if (fence?.[1] || (!open && /^( {4}|\t)/.test(line)))
			throw new Error(`line ${i + 1}: code is fenced, and not indented`);
	}
	if (open)
		throw new Error(`line ${open.line}: a block does not end`);
}

/* Lines that begin with `mark`. */
function* marked(lines, lang, mark) {
	let heading = '', open;

	for (const [i, line] of [...lines, ''].entries()) {
		if (mark.test(line)) {
			open ??= { line: i + 1, heading, lang, text: '' };
			open.text += `${line.replace(mark, '')}\n`;
		} else if (open && (line.trim() || lang === 'comment')) {
			yield open;
			open = undefined;
		}
		if (lang === 'indented' && /^(=+|-+)$/.test(lines[i + 1] ?? ''))
			heading = line;
	}
	if (open)
		yield open;
}

const glyphs = { '\\e': '\\', '\\(ti': '~', '\\(ha': '^', '\\(dq': '"', '\\-': '-', '\\&': '' };
const plain = (line) => line.replace(/\\(\(..|.)/g, (glyph) => {
	if (!(glyph in glyphs))
		throw new Error(`${glyph} is not known: ${line}`);
	return glyphs[glyph];
});

function* roff(lines) {
	let heading = '', open;

	for (const [i, line] of lines.entries()) {
		const [, macro, rest] = /^\.(\w+) ?(.*)$/.exec(line) ?? [];

		if (macro === 'Ed' && open) {
			yield open;
			open = undefined;
		} else if (open) {
			open.text += `${plain(line)}\n`;
		} else if (macro === 'Sh' || macro === 'Ss') {
			heading = rest;
		} else if (macro === 'Dl') {
			yield { line: i + 1, heading, lang: 'Dl', text: `${plain(rest)}\n` };
		} else if (macro === 'Bd') {
			open = { line: i + 2, heading, lang: 'Bd', text: '' };
		}
	}
}

function read(document, lines) {
	if (/\.md$/.test(document))
		return markdown(lines);
	if (/\.[1-9]$/.test(document))
		return roff(lines);
	if (/\.(in|yml)$/.test(document))
		return marked(lines, 'comment', /^\s*#\t/);
	return marked(lines, 'indented', /^ {4}/);
}

/* The blocks of a document, in their order. */
export function blocks(document) {
	const lines = readFileSync(document, 'utf8').replace(/\n$/, '').split('\n');

	try {
		return [...read(document, lines)].map((block) => ({ document, ...block }));
	} catch (error) {
		throw new Error(`${document}: ${error.message}`);
	}
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
	const [document, heading, number] = process.argv.slice(2);
	const found = blocks(document).filter((block) => block.heading === heading);
	const wanted = number === undefined ? found : found.slice(number, Number(number) + 1);

	if (!wanted.length) {
		console.error(`blocks: ${document} has no such block below "${heading}"`);
		process.exit(100);
	}
	process.stdout.write(wanted.map((block) => block.text).join(''));
}
