/*
 * file_writer - call records in files of CSV, or messages in lines of JSON.
 *
 * The PATH of a destination is a template of strftime(3): with %Y%m%d there is
 * a file for each day, on which the records became final, in the zone of
 * echoapp.conf.  The position keeps how long the file is.  So what a crash left
 * behind it is cut off, and no record is in a file twice.
 */
#ifndef ECHOAPP_FILE_WRITER_H
#define ECHOAPP_FILE_WRITER_H

#include "batch.h"
#include "delivery/destination.h"

/*
 * The file of a message; messages of a batch that have another one than the
 * first need another batch.  0; or -1: the path is too long.
 */
int file_writer_path(const struct destination *, timestamp when, char *into,
		     size_t size);

/* How many messages, from the first on, have the same file. */
size_t file_writer_count(const struct destination *, const struct batch *);

/*
 * Sets the file of a position to that of the batch if it is another one; true:
 * the position has to be on the disk before file_writer_append().
 */
bool file_writer_turn(const struct destination *, const struct batch *,
		      struct delivery_position *);

/*
 * Appends the batch to the file of the position, and sets its new size, with
 * fsync(2).  0, or -1 with the reason.
 */
int file_writer_append(const struct destination *, const struct batch *,
		       struct delivery_position *, struct error *);

#endif
