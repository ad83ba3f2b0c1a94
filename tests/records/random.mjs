/* random - numbers that a seed repeats. */

/* Mulberry32: 32 bits of state, which is enough for tests. */
export class Random {
	constructor(seed) {
		/* Seeds that are alike begin alike otherwise. */
		this.state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
	}

	/* A number from 0, and less than 1. */
	next() {
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let x = this.state;

		x = Math.imul(x ^ (x >>> 15), x | 1);
		x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
		return ((x ^ (x >>> 14)) >>> 0) / 2 ** 32;
	}

	/* Whole numbers from a to b, both included. */
	between(a, b) {
		return a + Math.floor(this.next() * (b - a + 1));
	}

	chance(p) {
		return this.next() < p;
	}

	pick(list) {
		return list[this.between(0, list.length - 1)];
	}
}
