/* times - times in microseconds since 1970, which a number holds exactly. */

export const MS = 1000;
export const SECOND = 1000 * MS;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/* As EchoApp writes them: RFC 3339, UTC, six digits; nothing for null. */
export const text = (time) => (time === null ? ''
	: `${new Date(Math.floor(time / MS)).toISOString().slice(0, -1)}${String(time % MS).padStart(3, '0')}Z`);

export const parsed = (written) => (written === '' ? null
	: Date.parse(`${written.slice(0, 23)}Z`) * MS + Number(written.slice(23, 26)));

/* Such as 2026-03-01. */
export const day = (time) => text(time).slice(0, 10);

export const midnight = (time) => Math.floor(time / DAY) * DAY;
