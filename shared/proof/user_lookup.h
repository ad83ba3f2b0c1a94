/*
 * user_lookup - the hashes of users' passwords, from a database.
 *
 * A program that answers hooks is in a sandbox without a network, and links no
 * client of a database.  So a helper, echoapp-users, asks the database; it is
 * started before the sandbox stands, ends with the process that started it, and
 * never has its listening socket.  It alone reads the file that says which
 * database that is.
 *
 * A question is answered within USER_LOOKUP_MS.  After a database did not
 * answer, questions fail at once until the helper finds that it does again.
 * What was found is remembered for some seconds.
 */
#ifndef ECHOAPP_USER_LOOKUP_H
#define ECHOAPP_USER_LOOKUP_H

#include <stdbool.h>

#include "user_lookup_wire.h"

/* How long an answer is remembered; seconds. */
#define USER_LOOKUP_KEPT 10

/*
 * The helper's path, which stays the caller's.  Without a call, it is beside
 * this program.
 */
void user_lookup_set_program(const char *path);

/* Processes that are forked after this call share what they find out. */
void user_lookup_share(void);

/*
 * Starts the helper for the database that this file describes, unless it runs.
 * False: the sandbox stands, so only another process can start one.
 */
bool user_lookup_start(const char *path);

/* The sandbox stands from now on, so no helper can be started any more. */
void user_lookup_confine(void);

/* Good until the next call. */
struct user_lookup_answer {
	const char *name; /* as the database has it */
	const char *hash;
	const char *why; /* of USER_LOOKUP_REFUSED and USER_LOOKUP_FAILED */
};

/* Asks for a user.  The deadline (deadline.h) bounds it, too. */
enum user_lookup_result user_lookup_ask(const char *path, const char *user,
					struct user_lookup_answer *);

/* Ends all helpers, and forgets what they found. */
void user_lookup_end(void);

#endif
