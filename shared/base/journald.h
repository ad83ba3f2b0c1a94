/*
 * journald - messages for systemd's journal, by its native protocol, which has
 * fields of a program's own.
 */
#ifndef ECHOAPP_JOURNALD_H
#define ECHOAPP_JOURNALD_H

#include <stdbool.h>

#define JOURNALD_SOCKET "/run/systemd/journal/socket"

struct journald_entry {
	const char *ident;   /* what `journalctl -t` selects */
	const char *program; /* ECHOAPP_PROGRAM */
	const char *hook;    /* ECHOAPP_HOOK; NULL: none */
	const char *message; /* one line */
};

/* Returns a descriptor, or -1 if no journal listens at this path. */
int journald_connect(const char *path);

/*
 * Sends an error.  0: the journal has it, or is too busy to take it, which a
 * hook cannot wait for.  -1: nobody listens any more.
 */
int journald_send(int fd, const struct journald_entry *);

/* Is this descriptor a stream to the journal, as systemd gives to services? */
bool journald_has(int fd);

#endif
