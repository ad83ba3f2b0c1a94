/*
 * rows - a table body that follows what the server tells, without flicker: a
 * row stays the same element, and only what changed in it is touched.
 */

import { short } from './dom.js';

const text = (value) => (value === null || value === undefined ? '' : short(value));

function fill(cell, column, one) {
	const content = column.value(one);

	if (content instanceof Node) {
		/* An element says for itself whether it is another. */
		const mark = content.dataset?.since ? `since ${content.dataset.since}`
			: content.textContent + (content.title ?? '');

		if (cell.dataset.mark === mark)
			return;
		cell.dataset.mark = mark;
		cell.replaceChildren(content);
		return;
	}
	const shown = text(content);
	if (cell.dataset.mark === shown)
		return;
	cell.dataset.mark = shown;
	cell.textContent = shown;
	cell.title = String(content ?? '').length > 24 ? short(content, 1000) : '';
}

/* The row that is seen first in a frame that was scrolled, and where. */
function anchor(frame) {
	if (!frame || frame.scrollTop === 0)
		return null;
	const top = frame.getBoundingClientRect().top;
	for (const row of frame.querySelectorAll('tbody tr')) {
		const box = row.getBoundingClientRect();

		if (box.bottom > top + 1)
			return { row, from: box.top - top };
	}
	return null;
}

function restore(frame, held) {
	if (!held || !held.row.isConnected)
		return;
	const top = frame.getBoundingClientRect().top;
	frame.scrollTop += held.row.getBoundingClientRect().top - top - held.from;
}

export class Rows {
	/* A column: title, value(one), and class; keys tell rows apart. */
	constructor(body, head, columns, keyOf) {
		this.body = body;
		this.frame = body.closest('.frame');
		this.head = head;
		this.keyOf = keyOf;
		this.held = new Map();
		this.columns = columns;
		this.setColumns(columns);
	}

	setColumns(columns) {
		this.columns = columns;
		this.clear();
		if (!this.head)
			return;
		this.head.replaceChildren(...columns.map(({ title, kind }) => {
			const cell = document.createElement('th');

			cell.scope = 'col';
			cell.textContent = title;
			cell.className = kind ?? '';
			return cell;
		}));
	}

	clear() {
		this.held.clear();
		this.body.replaceChildren();
	}

	row(one) {
		const row = document.createElement('tr');

		for (const { kind } of this.columns) {
			const cell = document.createElement('td');

			cell.className = kind ?? '';
			row.append(cell);
		}
		return row;
	}

	/* Shows these, in this order, and no others. */
	show(all, classOf = () => '') {
		const held = anchor(this.frame);
		const next = new Map();
		let before = this.body.firstElementChild;

		for (const one of all) {
			const key = this.keyOf(one);
			const row = this.held.get(key) ?? this.row(one);

			if (next.has(key))
				continue;
			next.set(key, row);
			this.columns.forEach((column, i) => fill(row.cells[i], column, one));
			if (row.className !== classOf(one))
				row.className = classOf(one);
			if (row === before)
				before = before.nextElementSibling;
			else
				this.body.insertBefore(row, before);
		}
		for (const [key, row] of this.held)
			if (!next.has(key))
				row.remove();
		this.held = next;
		restore(this.frame, held);
	}
}
