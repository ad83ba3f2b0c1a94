/*
 * file_owner - gives files that root makes to the owner of their directory.
 *
 * An operator runs echoappctl as root, and the programs that answer hooks run
 * as another user.  They could not open a file of the state that root made
 * first.
 */
#ifndef ECHOAPP_FILE_OWNER_H
#define ECHOAPP_FILE_OWNER_H

/*
 * Call this before opening a file that may not exist: makes the file and gives
 * it away if the program runs as root in a directory of another user.  Returns
 * no error, because opening the file will.
 */
void file_owner_create(const char *path);

/* Gives an existing file away, under the same conditions, if root owns it. */
void file_owner_assign(const char *path);

#endif
