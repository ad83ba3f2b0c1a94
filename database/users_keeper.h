/*
 * users_keeper - answers a program's questions for users in time, whatever the
 * database does.
 *
 * A child of its own (users_asker.h) is connected to the database; a child that
 * does not answer in time is killed.  From then on questions fail at once, and
 * new children try in the background, less and less often, until one has found
 * that the query works.
 */
#ifndef ECHOAPP_USERS_KEEPER_H
#define ECHOAPP_USERS_KEEPER_H

/*
 * Answers the questions of user_lookup_wire.h that come by the socket, until
 * that is closed.  `settings` is the path of database_settings.h.  Returns the
 * exit code.
 */
int users_keeper_run(const char *settings, int socket);

#endif
