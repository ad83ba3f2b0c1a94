/*
 * rows - a table body that shows a changing list without flicker: a row stays
 * the same element, and only cells that changed are touched.
 */

import { short } from './dom.js';
import { Stops } from './stops.js';

const text = (value) => (value === null || value === undefined ? '' : short(value));

function fill(cell, column, entry) {
	const content = column.value(entry);

	if (content instanceof Node) {
		/* What tells this element from another in the same cell. */
		const mark = content.dataset?.since ? `since ${content.dataset.since}`
			: content.textContent + (content.title ?? '') + (content.href ?? '');

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
	 * A column has a title, value(entry), a CSS class, `kind`, and perhaps the
	 * name that it is sorted by, `sort`.  One that is `optional` is hidden while
	 * it is empty.  keyOf(entry) tells rows apart.
	 * Without `head` the page has the head already.  onSort(name) is called when
	 * a head is pressed.
	 */
	constructor(body, head, columns, keyOf, onSort) {
		this.body = body;
		this.frame = body.closest('.frame');
		this.head = head;
		this.keyOf = keyOf;
		this.onSort = onSort;
		this.rows = new Map();
		this.stops = new Stops(body.closest('table'));
		this.setColumns(columns);
	}

	setColumns(columns) {
		this.columns = columns;
		this.clear();
		this.head?.replaceChildren(...columns.map((column) => this.makeHead(column)));
		this.stops.update();
	}

	makeHead({ title, kind, sort }) {
		const cell = document.createElement('th');
		const button = document.createElement('button');

		cell.scope = 'col';
		cell.className = kind ?? '';
		if (!sort || !this.onSort) {
			cell.textContent = title;
			return cell;
		}
		cell.dataset.sort = sort;
		button.type = 'button';
		button.textContent = title;
		button.addEventListener('click', () => this.onSort(sort));
		cell.append(button);
		return cell;
	}

	/* Marks the column that the rows are sorted by. */
	showOrder(name, descending) {
		for (const cell of this.head.cells)
			if (cell.dataset.sort === name)
				cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending');
			else
				cell.removeAttribute('aria-sort');
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

	hideEmpty() {
		this.columns.forEach(({ optional }, i) => {
			if (!optional)
				return;
			const cells = [...this.rows.values()].map((row) => row.cells[i]);
			const hidden = cells.length > 0 && cells.every((cell) => !cell.textContent);

			for (const cell of this.head ? [this.head.cells[i], ...cells] : cells)
				if (cell.hidden !== hidden)
					cell.hidden = hidden;
		});
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
		this.hideEmpty();
		restore(this.frame, anchored);
		this.stops.update();
	}
}
