/*
 * publish_file - puts a new version of a file in the place of the old one, at
 * once and only if it is good.
 */
#ifndef ECHOAPP_PUBLISH_FILE_H
#define ECHOAPP_PUBLISH_FILE_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buffer.h"

/* Is the new version, at `path`, good?  An exit code, after a message. */
typedef int publish_file_check_fn(const char *path, void *arg);

/*
 * Writes the text beside `file` with this mode, checks it, gives it the mode of
 * the old version if there is one, and renames it.  Returns an exit code, after
 * a message; then the old version is as it was.
 */
int publish_file(const char *file, const struct buffer *text, mode_t mode,
		 publish_file_check_fn *check, void *arg);

/* Does the file have just this text? */
bool publish_file_is_same(const char *file, const struct buffer *text,
			  size_t max);

#endif
