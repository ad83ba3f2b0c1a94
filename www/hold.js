/* hold - a list stands still while the mouse points at it. */

import { byId, setVisible } from './dom.js';

export class Hold {
	/* `note` tells of it; onRelease() is called when the mouse has left. */
	constructor(frame, note, onRelease) {
		this.held = false;
		byId(frame).addEventListener('pointerenter', ({ pointerType }) => {
			if (pointerType === 'mouse')
				this.set(note, true);
		});
		byId(frame).addEventListener('pointerleave', () => {
			if (!this.held)
				return;
			this.set(note, false);
			onRelease();
		});
	}

	set(note, held) {
		this.held = held;
		setVisible(byId(note), held);
	}
}
