/* upgrade - new programs in the place of those that a server runs. */
#ifndef ECHOAPP_UPGRADE_H
#define ECHOAPP_UPGRADE_H

/* Puts a copy of every program in its place, and tells those that run. */
void upgrade(void);

/* Waits until no process runs a file that was replaced, and fails if one ends
 * instead of becoming the new one. */
void upgrade_check(void);

#endif
