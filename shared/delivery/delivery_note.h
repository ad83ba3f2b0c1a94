/*
 * delivery_note - what echoapp-deliver tells of a destination that does not get
 * on: STATE/deliver/NAME.trouble, one JSON object.  Without trouble there is no
 * file.
 */
#ifndef ECHOAPP_DELIVERY_NOTE_H
#define ECHOAPP_DELIVERY_NOTE_H

#include <stdbool.h>

#include "dead_letters.h"

struct delivery_note {
	timestamp since; /* of the first failure */
	timestamp next;	 /* try */
	unsigned failures;
	char head[DEAD_LETTER_ID_SIZE]; /* the message that comes next, or "" */
	char error[512];
};

/* Replaces the note; NULL: removes it.  A failure is of no consequence. */
void delivery_note_write(const char *state_dir, const char *name,
			 const struct delivery_note *);

/* False: there is none. */
bool delivery_note_read(struct delivery_note *, const char *state_dir,
			const char *name);

/*
 * An operator's wish that the message with this id be put aside, as if it had
 * been refused: NAME.skip.  0 or -1 with errno.
 */
int delivery_note_skip(const char *state_dir, const char *name, const char *id);

/* Takes the wish back; false: there is none.  `id` gets it. */
bool delivery_note_take_skip(const char *state_dir, const char *name,
			     char id[DEAD_LETTER_ID_SIZE]);

#endif
