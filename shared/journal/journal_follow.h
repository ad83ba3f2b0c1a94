/*
 * follow - the lines that are added to the journal, each once.
 *
 * A new day has a new file, and a slow writer may still add to yesterday's.  A
 * file may be rewritten line by line and renamed over the old one (erase), or
 * moved away, and then some still write to it for a second (journal.h).
 */
#ifndef ECHOAPP_JOURNAL_FOLLOW_H
#define ECHOAPP_JOURNAL_FOLLOW_H

#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "base/buffer.h"
#include "day_file.h"
#include "journal_days.h"

#define JOURNAL_FOLLOW_FILES_MAX 16

struct journal_follow {
	const char *state_dir;
	struct followed_file {
		char file[DAY_FILE_SIZE];
		int fd;
		ino_t inode;
		off_t offset;	    /* behind the last line that was told */
		time_t replaced_at; /* since when its name leads elsewhere; 0 */
	} at[JOURNAL_FOLLOW_FILES_MAX];
	size_t count;
	char oldest[32]; /* days before it are not looked at */
	struct buffer piece;
};

typedef void journal_follow_fn(void *arg, const char *line, size_t len);

/* Begins behind the last line there is.  Returns 0, or -1 with errno. */
int journal_follow_start(struct journal_follow *, const char *state_dir,
			 const struct journal_days *);
void journal_follow_end(struct journal_follow *);

/* The one that is followed under that name, or NULL. */
struct followed_file *journal_follow_find(struct journal_follow *,
					  const char *file);

/* Tells what was added since. */
void journal_follow_poll(struct journal_follow *, journal_follow_fn *,
			 void *arg);

#endif
