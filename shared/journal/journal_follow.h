/*
 * journal_follow - reads the lines that are appended to the journal, each once.
 *
 * A new day has a new file, and a slow writer may still append to yesterday's.
 * A file may be replaced by erase or purge (journal_resume.h), or moved away;
 * writers may still append to the old file for a second (journal.h).
 */
#ifndef ECHOAPP_JOURNAL_FOLLOW_H
#define ECHOAPP_JOURNAL_FOLLOW_H

#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#include "base/buffer.h"
#include "base/error.h"
#include "day_file.h"
#include "journal_days.h"

#define JOURNAL_FOLLOW_FILES_MAX 16

struct journal_follow {
	const char *state_dir; /* the caller's */
	struct followed_file {
		char file[DAY_FILE_SIZE];
		int fd;
		ino_t inode;
		off_t offset;	    /* after the last line that was read */
		time_t replaced_at; /* when another file got its name; or 0 */
	} at[JOURNAL_FOLLOW_FILES_MAX];
	size_t count;
	char oldest[DAY_FILE_SIZE]; /* earlier days are not followed */
	struct buffer piece;
};

/* Gets a line without its newline; good during the call. */
typedef void journal_follow_fn(void *arg, const char *line, size_t len);

/*
 * Starts after the last line of the files in the list.  `state_dir` must
 * outlive the struct.  Returns 0, or -1 with the reason; journal_follow_end()
 * frees it in both cases.
 */
int journal_follow_start(struct journal_follow *, const char *state_dir,
			 const struct journal_days *, struct error *);
void journal_follow_end(struct journal_follow *);

/* The followed file that has this name, or NULL. */
struct followed_file *journal_follow_find(struct journal_follow *,
					  const char *file);

/* Calls the function for each line appended since the last call. */
void journal_follow_poll(struct journal_follow *, journal_follow_fn *,
			 void *arg);

#endif
