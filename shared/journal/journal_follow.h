/*
 * follow - the lines that are added to the journal, each once.
 *
 * A new day has a new file, and a slow writer may still add to yesterday's.  A
 * file may be rewritten line by line and renamed over the old one (erase), or
 * moved away, and then some still write to it for a second (journal.h).
 */
#ifndef ECHOAPP_FOLLOW_H
#define ECHOAPP_FOLLOW_H

#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "base/buffer.h"
#include "day_file.h"
#include "journal_days.h"

#define FOLLOWED_MAX 16

struct follow {
	const char *state_dir;
	struct followed {
		char file[DAY_FILE_SIZE];
		int fd;
		ino_t inode;
		off_t offset; /* behind the last line that was told */
		time_t left;  /* since when its name leads elsewhere; 0 */
	} at[FOLLOWED_MAX];
	size_t count;
	char oldest[32]; /* days before it are not looked at */
	struct buffer piece;
};

typedef void follow_line(void *arg, const char *line, size_t len);

/* Begins behind the last line there is.  Returns 0, or -1 with errno. */
int follow_start(struct follow *, const char *state_dir, const struct days *);
void follow_end(struct follow *);

/* The one that is followed under that name, or NULL. */
struct followed *follow_find(struct follow *, const char *file);

/* Tells what was added since. */
void follow_look(struct follow *, follow_line *, void *arg);

#endif
