/*
 * state_owner - has a program that root started work as the owner of STATE.
 *
 * An operator types echoappctl as root, or runs a hook's program from a root
 * shell, and the web server's programs run as another user.  They could not
 * open what root made.  Root must not give files away either: their user may
 * put any file of root's under a name in STATE.
 */
#ifndef ECHOAPP_STATE_OWNER_H
#define ECHOAPP_STATE_OWNER_H

/*
 * If this process runs as root, and the directory, or the nearest one above it
 * that exists, belongs to another user, acts as that user from now on.  It can
 * still read what root can read, such as a scenario in a home directory.
 */
void state_owner_become(const char *state_dir);

/* Acts as root again, for files that are not in STATE. */
void state_owner_leave(void);

#endif
