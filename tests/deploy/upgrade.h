/* upgrade - replaces the programs that a server runs. */
#ifndef ECHOAPP_UPGRADE_H
#define ECHOAPP_UPGRADE_H

/* Replaces each program by a copy, and sends SIGHUP to the running ones. */
void upgrade(void);

/*
 * Waits until no process runs a replaced file; fails if a process ended instead
 * of executing the new file.
 */
void upgrade_check(void);

#endif
