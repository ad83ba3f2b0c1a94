/*
 * owner - whose the files of the state are.
 *
 * An operator asks as root, and the programs that answer hooks run as somebody
 * else.  What the first of them made would be closed to all others, so root
 * leaves its files to whose directory it is.
 */
#ifndef ECHOAPP_OWNER_H
#define ECHOAPP_OWNER_H

/*
 * Before a file is opened that may have to be made: makes it, and gives it
 * away, when we are root and the directory is not root's.  Nobody is told when
 * that cannot be done: opening it will show.
 */
void file_owner_create(const char *path);

/* The same for one that is there: gives it away if root has made it. */
void file_owner_assign(const char *path);

#endif
