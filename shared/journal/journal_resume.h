/*
 * journal_resume - where a reader continues in a day's file that was replaced
 * or shortened.
 */
#ifndef ECHOAPP_JOURNAL_RESUME_H
#define ECHOAPP_JOURNAL_RESUME_H

#include <sys/types.h>

/*
 * The offset in the file `new` of the first line that is not made from one of
 * the lines up to `offset` of the file `old`, which `new` replaced.  erase
 * leaves a line for each line, purge leaves some of them behind a carried line;
 * any other file is new from its beginning.
 */
off_t journal_resume_replaced(int old, off_t offset, int new);

/*
 * The same in a file that became shorter than what was read of it.  purge
 * leaves only lines that were there.
 */
off_t journal_resume_shortened(int fd);

#endif
