/*
 * rows - a table body that shows a changing list without flicker: a row stays
 * the same element, and only cells that changed are touched.
 */

import { short } from './dom.js';

const text = (value) => (value === null || value === undefined ? '' : short(value));

function fill(cell, column, entry) {
	const content = column.value(entry);

	if (content instanceof Node) {
		/* What tells this element from another in the same cell. */
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

/* The first visible row of a scrolled frame, and where it is. */
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

/* Scrolls so that the row is where it was. */
function restore(frame, anchored) {
	if (!anchored || !anchored.row.isConnected)
		return;
	const top = frame.getBoundingClientRect().top;
	frame.scrollTop += anchored.row.getBoundingClientRect().top - top - anchored.from;
}

export class Rows {
	/*
	 * A column has a title, value(entry) and a CSS class, `kind`.  keyOf(entry)
	 * tells rows apart.  Without `head` the page has the head already.
	 */
	constructor(body, head, columns, keyOf) {
		this.body = body;
		this.frame = body.closest('.frame');
		this.head = head;
		this.keyOf = keyOf;
		this.rows = new Map();
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
		this.rows.clear();
		this.body.replaceChildren();
	}

	makeRow() {
		const row = document.createElement('tr');

		for (const { kind } of this.columns) {
			const cell = document.createElement('td');

			cell.className = kind ?? '';
			row.append(cell);
		}
		return row;
	}

	/* Shows these entries, in this order, and no others. */
	show(entries, classOf = () => '') {
		const anchored = anchor(this.frame);
		const next = new Map();
		let before = this.body.firstElementChild;

		for (const entry of entries) {
			const key = this.keyOf(entry);
			const row = this.rows.get(key) ?? this.makeRow();

			if (next.has(key))
				continue;
			next.set(key, row);
			this.columns.forEach((column, i) => fill(row.cells[i], column, entry));
			if (row.className !== classOf(entry))
				row.className = classOf(entry);
			if (row === before)
				before = before.nextElementSibling;
			else
				this.body.insertBefore(row, before);
		}
		for (const [key, row] of this.rows)
			if (!next.has(key))
				row.remove();
		this.rows = next;
		restore(this.frame, anchored);
	}
}
