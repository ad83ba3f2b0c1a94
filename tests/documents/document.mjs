/*
 * document - runs the action of each block of a document.
 *
 *	node tests/documents/document.mjs           prints the documents with blocks
 *	node tests/documents/document.mjs --list    prints the blocks that other tests take, or none
 *	node tests/documents/document.mjs DOCUMENT
 */

import { usual } from './actions.mjs';
import { blocks, documents } from './blocks.mjs';
import { serve, stop, type } from './machine.mjs';
import { mentions } from './mentions.mjs';
import { before, table } from './table.mjs';

/* The blocks, each with its action; throws where the table does not fit. */
function planned(document) {
	const all = blocks(document);
	const { '*': others, ...rows } = table[document] ?? {};

	for (const [heading, actions] of Object.entries(rows)) {
		const below = all.filter((block) => block.heading === heading);

		if (below.length !== actions.length)
			throw new Error(`${document}: "${heading}" has ${below.length} blocks, and `
				+ `tests/documents/table.mjs has ${actions.length} actions for it`);
		below.forEach((block, i) => {
			block.action = actions[i];
		});
	}
	for (const block of all) {
		block.number = all.filter(({ heading }) => heading === block.heading).indexOf(block);
		block.action ??= others ?? usual[block.lang];
		if (!block.action)
			throw new Error(`${document}:${block.line}: no test does anything with this block`
				+ ` ("${block.lang}"); tests/documents/table.mjs has to say what`);
	}
	return all;
}

/*
 * A reader types a document from its beginning: a file that rules or echoapp.conf need
 * has to be made before them.
 */
function checkOrder(document, all) {
	for (const [i, { lang, text, line }] of all.entries()) {
		const before = all.slice(0, i).map((block) => block.text).join('');
		const needed = lang === 'rules' ? /\bin ([\w/-]+\.\w+)|@([\w/.-]+)/g
			: lang === 'ini' ? /^(?:secret|passwd)_file = (\S+)$/gm : /$^/g;

		for (const [, list, file = list] of text.matchAll(needed))
			if (!before.includes(file))
				throw new Error(`${document}:${line}: no block before makes ${file}`);
	}
}

async function attempt(where, text, action) {
	try {
		await action();
		return 0;
	} catch (error) {
		console.log(`FAIL  ${where}\n${text}\n${error.message}`);
		return 1;
	}
}

async function checked(document) {
	const all = planned(document);
	let failed = 0;

	checkOrder(document, all);
	for (const text of before[document] ?? [])
		failed += await attempt(document, text, async () => {
			if (text.startsWith('make run'))
				return serve(text);
			const { code, out } = await type(text);

			if (code !== 0)
				throw new Error(out);
		});
	for (const block of all)
		failed += await attempt(`${document}:${block.line}`, block.text,
			() => block.action(block));
	failed += await attempt(document, 'Ctrl-C', stop);
	const named = mentions(document);

	for (const { text, check } of named)
		failed += await attempt(document, text, check);
	const elsewhere = all.filter(({ action }) => action.by).length;
	const none = all.filter(({ action }) => action.reason).length;

	const counts = [
		[all.length - elsewhere - none, 'blocks'], [elsewhere, 'by other tests'],
		[none, 'by none'], [named.length, 'commands in sentences'],
	].filter(([count]) => count).map((words) => words.join(' '));

	console.log(`${failed ? 'FAIL' : 'ok'}  ${document}: ${counts.join(', ')}`);
	return failed;
}

async function main(wanted) {
	for (const document of [...Object.keys(table), ...Object.keys(before)])
		if (!documents().includes(document))
			throw new Error(`tests/documents/table.mjs has ${document}, which is no document`);
	if (wanted === undefined) {
		console.log(documents().filter((document) =>
			blocks(document).length || mentions(document).length).join('\n'));
		return 0;
	}
	if (wanted !== '--list')
		return checked(wanted);
	for (const { document, line, action } of documents().flatMap(planned))
		if (action.by || action.reason)
			console.log(`${document}:${line}: ${action.by ?? action.reason}`);
	return 0;
}

try {
	process.exitCode = await main(process.argv[2]) ? 1 : 0;
} catch (error) {
	console.log(`FAIL  ${error.message}`);
	process.exitCode = 1;
}
