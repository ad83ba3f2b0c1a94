/*
 * disk - what a disk may hold after a power cut: what was synced, and any part of the rest.
 *
 * A file keeps its content at its last sync, and a directory its entries; the changes since
 * then may be lost, alone or together.
 */

import { createHash } from 'node:crypto';
import { dirname, basename, join } from 'node:path';
import { closeSync, ftruncateSync, linkSync, lstatSync, mkdirSync, openSync, readFileSync, readdirSync, rmSync,
	writeFileSync, writeSync } from 'node:fs';

class File {
	constructor(content, keeper) {
		this.first = content;
		this.keeper = keeper; /* a link that keeps its inode, or none */
		this.rewind();
	}

	rewind() {
		this.now = this.synced = this.first;
		this.changes = [];
	}

	sync() {
		this.synced = this.now;
		this.changes = [];
	}

	change(change) {
		this.now = changed(this.now, change);
		this.changes.push(change);
	}
}

class Directory {
	constructor() {
		this.now = new Map();
		this.synced = new Map();
		this.changes = [];
	}

	sync() {
		this.synced = new Map(this.now);
		this.changes = [];
	}

	/* A list of [name, node], done together; no node: the name goes. */
	change(change) {
		apply(this.now, change);
		this.changes.push(change);
	}
}

function copied(directory) {
	const d = new Directory();

	for (const [name, node] of directory.now) {
		if (node instanceof File)
			node.rewind();
		d.now.set(name, node instanceof File ? node : copied(node));
	}
	d.sync();
	return d;
}

function apply(entries, change) {
	for (const [name, node] of change)
		if (node)
			entries.set(name, node);
		else
			entries.delete(name);
}

/* `zeros`: the space is there, and the data is not. */
function changed(content, { offset, data, size }, zeros = false) {
	if (size !== undefined)
		return Buffer.concat([content, Buffer.alloc(Math.max(0, size - content.length))]).subarray(0, size);
	const at = offset < 0 ? content.length : offset;
	const next = Buffer.alloc(Math.max(content.length, at + data.length));

	content.copy(next);
	if (!zeros)
		data.copy(next, at);
	else if (at + data.length > content.length)
		next.fill(0, Math.max(at, content.length));
	return next;
}

/* What may be left of a file and of a directory. */
const nothing = (node) => node.synced;
const all = (node) => node.now;
const zeros = (file) => file.changes.reduce((content, change) => changed(content, change, true), file.synced);

function torn(file) {
	const last = file.changes.at(-1);
	const before = file.changes.slice(0, -1).reduce((content, change) => changed(content, change), file.synced);

	return last?.data ? changed(before, { ...last, data: last.data.subarray(0, last.data.length >> 1) }) : before;
}

function lastOnly(directory) {
	const entries = new Map(directory.synced);

	if (directory.changes.length)
		apply(entries, directory.changes.at(-1));
	return entries;
}

export class Disk {
	/* `keepers`: a directory for links to the files, beside the directory. */
	constructor(directory, keepers) {
		this.directory = directory;
		this.keepers = keepers;
		this.count = 0;
		this.made = new Map(); /* the files that operations create, by their numbers */
		mkdirSync(keepers);
		this.first = this.read(directory);
		this.rewind();
	}

	/* Back to before the operations. */
	rewind() {
		for (const file of this.made.values())
			file.rewind();
		this.root = copied(this.first);
		this.taken = 0;
	}

	read(path) {
		const d = new Directory();

		for (const name of readdirSync(path)) {
			const at = join(path, name);

			if (lstatSync(at).isDirectory()) {
				d.now.set(name, this.read(at));
			} else if (!name.endsWith('-shm')) {
				const file = new File(readFileSync(at), join(this.keepers, String(this.count++)));

				linkSync(at, file.keeper);
				d.now.set(name, file);
			}
		}
		d.sync();
		return d;
	}

	find(path) {
		return path.split('/').reduce((node, name) => (name === '.' ? node : node?.now?.get(name)), this.root);
	}

	/* The files that have come since keep their inodes, too. */
	keep(path = this.directory, d = this.root) {
		for (const [name, node] of d.now) {
			const at = join(path, name);

			if (node instanceof Directory)
				this.keep(at, node);
			else if (!node.keeper)
				linkSync(at, node.keeper = join(this.keepers, String(this.count++)));
		}
	}

	create() {
		if (!this.made.has(this.taken))
			this.made.set(this.taken, new File(Buffer.alloc(0)));
		return this.made.get(this.taken);
	}

	take({ kind, path, to, offset, data, size }) {
		const node = this.find(path);
		const parent = kind === 'answer' ? null : this.find(dirname(path));
		const name = basename(path);

		this.taken++;
		if (kind === 'create' && !node)
			parent.change([[name, this.create()]]);
		else if (kind === 'directory')
			parent.change([[name, new Directory()]]);
		else if (kind === 'write')
			node.change({ offset, data });
		else if (kind === 'truncate')
			node.change({ size });
		else if (kind === 'sync')
			node.sync();
		else if (kind === 'remove')
			parent.change([[name, null]]);
		else if (kind === 'rename')
			this.rename(parent, name, node, to);
	}

	rename(parent, name, node, to) {
		if (dirname(to) === '.' ? parent !== this.root : this.find(dirname(to)) !== parent)
			throw new Error(`disk.mjs does not know a rename from one directory to another: ${to}`);
		parent.change([[name, null], [basename(to), node]]);
	}

	/* All files and directories that have changes. */
	dirty() {
		const seen = new Set();
		const walk = (node) => {
			if (seen.has(node))
				return;
			seen.add(node);
			for (const next of [...(node instanceof Directory ? [...node.now.values(), ...node.synced.values()] : [])])
				walk(next);
		};

		walk(this.root);
		return [...seen].filter((node) => node.changes.length);
	}

	/* What a power cut may leave now: [words, what is left of a file, of a directory]. */
	cuts() {
		const dirty = this.dirty();
		const files = dirty.filter((node) => node instanceof File);
		const directories = dirty.filter((node) => node instanceof Directory);
		const except = (one, then, otherwise) => (node) => (node === one ? then : otherwise)(node);

		return [
			['nothing unsynced', nothing, nothing],
			['all', all, all],
			['names without data', nothing, all],
			['names, and space for data', zeros, all],
			['data without names', all, nothing],
			['half of the last write', torn, all],
			['the last name only', all, lastOnly],
			...(files.length < 2 ? [] : files.flatMap((one, i) => [
				[`data of file ${i} only`, except(one, all, nothing), all],
				[`data but of file ${i}`, except(one, nothing, all), all],
			])),
			...(directories.length < 2 ? [] : directories.flatMap((one, i) => [
				[`names of directory ${i} only`, all, except(one, all, nothing)],
			])),
		];
	}

	/* The same for the same content. */
	digest(ofFile, ofDirectory) {
		const hash = createHash('md5');
		const walk = (d) => {
			for (const [name, node] of ofDirectory(d)) {
				hash.update(`${name}\0`);
				if (node instanceof Directory)
					walk(node);
				else
					hash.update(ofFile(node)).update('\0');
			}
			hash.update('/');
		};

		walk(this.root);
		return hash.digest('hex');
	}

	/* Makes the directory what a cut leaves. */
	restore(ofFile, ofDirectory) {
		for (const name of readdirSync(this.directory))
			rmSync(join(this.directory, name), { recursive: true });
		this.write(this.directory, this.root, ofFile, ofDirectory);
	}

	write(path, d, ofFile, ofDirectory) {
		for (const [name, node] of ofDirectory(d)) {
			const at = join(path, name);

			if (node instanceof Directory) {
				mkdirSync(at, { mode: 0o700 });
				this.write(at, node, ofFile, ofDirectory);
				continue;
			}
			this.fill(at, node, rebooted(name, ofFile(node)));
		}
	}

	fill(path, file, content) {
		if (!file.keeper)
			return writeFileSync(path, content, { mode: 0o600 });
		const fd = openSync(file.keeper, 'r+');

		ftruncateSync(fd, 0);
		writeSync(fd, content, 0, content.length, 0);
		closeSync(fd);
		return linkSync(file.keeper, path);
	}

	/* Is the directory what the operations have made of it? */
	differs(path = this.directory, d = this.root) {
		const names = readdirSync(path).filter((name) => !name.endsWith('-shm')).sort();

		if (names.join() !== [...d.now.keys()].sort().join())
			return `${path} has ${names}, not ${[...d.now.keys()]}`;
		for (const [name, node] of d.now) {
			const at = join(path, name);
			const bad = node instanceof Directory ? this.differs(at, node)
				: readFileSync(at).equals(node.now) ? '' : `${at} has other bytes`;

			if (bad)
				return bad;
		}
		return '';
	}
}

/* After a power cut the machine has another boot_id. */
const rebooted = (name, content) =>
	(name === '.sync' && content.length >= 36 ? Buffer.concat([Buffer.alloc(36, 'x'), content.subarray(36)]) : content);
