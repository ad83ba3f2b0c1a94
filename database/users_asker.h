/*
 * users_asker - the process that is connected to the database, and asks it.
 *
 * It waits for the database for as long as it takes; the keeper kills it when
 * that is too long (users_keeper.h).  When the connection or the query does not
 * work any more, it ends, after a packet that says why.
 */
#ifndef ECHOAPP_USERS_ASKER_H
#define ECHOAPP_USERS_ASKER_H

#include "database.h"

/* Begins each packet to the keeper; a text follows. */
enum users_asker_says {
	USERS_ASKER_READY, /* the query works */
	USERS_ASKER_FOUND, /* the user and the hash, a NUL after each */
	USERS_ASKER_NOBODY,
	USERS_ASKER_REFUSED, /* why the query failed for this user only */
	USERS_ASKER_FAILED,  /* why it ends, for a log */
};

/* Bytes of a packet. */
#define USERS_ASKER_PACKET (2 * (DATABASE_VALUE_MAX + 1) + 1)

/*
 * Asks for each user whose name comes as a packet, until the socket is closed.
 * Returns the exit code.
 */
int users_asker_run(const char *settings, int socket);

/*
 * Connects, and asks for one user.  The row is empty if there is none; -1: see
 * the error.
 */
int users_asker_try(const char *settings, const char *user, struct buffer *row,
		    struct database_error *error);

#endif
