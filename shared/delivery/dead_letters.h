/*
 * dead_letters - messages that a destination has refused for ever, as 400 does:
 * STATE/deliver/NAME.dead.
 *
 * A line names a message and says why; the message itself stays in the journal:
 *
 *	{"id":ID,"timestamp":TIME,"died":TIME,"status":400,"error":TEXT}
 *
 * NAME.replay has lines of the same form: what an operator wants to be sent
 * once more.  Both files are changed under the lock of STATE/deliver/letters.
 */
#ifndef ECHOAPP_DEAD_LETTERS_H
#define ECHOAPP_DEAD_LETTERS_H

#include <stddef.h>

#include "base/error.h"
#include "base/timestamp.h"

/* "cdr_", a uniqueid, a point, a revision; with its NUL. */
#define DEAD_LETTER_ID_SIZE 64

struct dead_letter {
	char id[DEAD_LETTER_ID_SIZE];
	timestamp when; /* the message's */
	timestamp died;
	int status; /* HTTP; 0: no response */
	char error[256];
};

struct dead_letters {
	struct dead_letter *at; /* in the order in which they died */
	size_t count;
};

/* Appends the letter, unless it is the last one already.  0 or -1. */
int dead_letters_add(const char *state_dir, const char *name,
		     const struct dead_letter *, struct error *);

/*
 * Reads the file of the destination with that ending, "dead" or "replay"; no
 * file has no letter.  dead_letters_free() frees the result.  0 or -1.
 */
int dead_letters_read(struct dead_letters *, const char *state_dir,
		      const char *name, const char *ending, struct error *);
void dead_letters_free(struct dead_letters *);

/*
 * Takes the letters with that id out of one file, NULL: all; and appends them
 * to another one, NULL: to none.  Returns how many these were, or -1.
 */
int dead_letters_move(const char *state_dir, const char *name, const char *from,
		      const char *to, const char *id, struct error *);

#endif
