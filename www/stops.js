/*
 * stops - a table is one stop of the Tab key: arrows move between the links and
 * buttons inside.
 */

const rowOf = (element) => element.closest('tr');
const stopsIn = (row) => [...row.querySelectorAll('a, button')];

export class Stops {
	constructor(table) {
		this.table = table;
		table.addEventListener('keydown', (event) => this.onKey(event));
		table.addEventListener('focusin', (event) => this.choose(event.target));
	}

	/* Call this after rows changed: exactly one link can be reached by Tab. */
	update() {
		const all = this.table.querySelectorAll('a, button');
		const chosen = this.chosen?.isConnected ? this.chosen
			: this.table.querySelector('tbody a') ?? all[0];

		for (const one of all)
			one.tabIndex = one === chosen ? 0 : -1;
		this.chosen = chosen;
	}

	choose(element) {
		if (!element.matches('a, button') || element === this.chosen)
			return;
		if (this.chosen)
			this.chosen.tabIndex = -1;
		element.tabIndex = 0;
		this.chosen = element;
	}

	/* Where a key leads from an element; undefined: nowhere. */
	next(key, element) {
		const rows = [...this.table.rows].filter((row) => stopsIn(row).length);
		const row = rows.indexOf(rowOf(element));
		const column = stopsIn(rows[row]).indexOf(element);
		const first = (n) => (rows[n] ? stopsIn(rows[n])[0] : undefined);

		switch (key) {
		case 'ArrowDown': return first(row + 1);
		case 'ArrowUp': return first(row - 1);
		case 'ArrowRight': return stopsIn(rows[row])[column + 1];
		case 'ArrowLeft': return stopsIn(rows[row])[column - 1];
		case 'PageDown': return first(Math.min(row + 10, rows.length - 1));
		case 'PageUp': return first(Math.max(row - 10, 0));
		case 'Home': return first(0);
		case 'End': return first(rows.length - 1);
		default: return undefined;
		}
	}

	onKey(event) {
		const to = event.target.matches('a, button') ? this.next(event.key, event.target) : undefined;

		if (!to)
			return;
		event.preventDefault();
		to.focus();
	}
}
