/*
 * user_helper - the process echoapp-users, which asks a database for users.
 *
 * It ends when the socket to it is closed, so also when this process is killed.
 */
#ifndef ECHOAPP_USER_HELPER_H
#define ECHOAPP_USER_HELPER_H

#include <stddef.h>
#include <stdint.h>

#include "user_lookup_wire.h"

/*
 * Starts it for the database that the file `settings` describes; `program`
 * (NULL: beside this program) is its path.  Returns the socket to it; or -1,
 * and why in `why`.
 */
int user_helper_start(const char *program, const char *settings,
		      char why[USER_LOOKUP_TEXT_MAX + 1]);

/*
 * Asks, and waits for the answer until the deadline (deadline.h), and not much
 * longer than USER_LOOKUP_MS.  Returns an enum user_lookup_result, and `len`
 * bytes of text; or -1: no answer came, nor will one be understood.
 */
int user_helper_ask(int socket, const struct user_lookup_question *,
		    const char *user, char text[USER_LOOKUP_TEXT_MAX],
		    size_t *len);

#endif
