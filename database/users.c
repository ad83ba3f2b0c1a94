/*
 * users - echoapp-users, the helper that asks a database for users.
 *
 *	echoapp-users FILE		 for a program, by standard input
 *	echoapp-users --try FILE [USER]	 for a person: does it work?
 *	echoapp-users --drivers		 prints which databases this build has
 *
 * FILE is that of database_settings.h.
 */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "base/log.h"
#include "proof/user_lookup_wire.h"
#include "users_asker.h"
#include "users_keeper.h"

/* How long a person waits; seconds. */
#define TRY_SECONDS 10

static int
try_it(const char *settings, const char *user)
{
	struct database_error error = { 0 };
	struct buffer row = { 0 };
	int bad;

	alarm(TRY_SECONDS);
	bad = users_asker_try(settings, user ? user : "", &row, &error);
	if (bad)
		printf("%s%s%s\n", error.log.text,
		       error.details.text[0] ? "\n" : "", error.details.text);
	else if (user)
		printf("%s\n", row.len ? "this user is there"
				       : "there is no such user");
	else
		printf("the query works\n");
	if (row.at)
		explicit_bzero(row.at, row.cap);
	buffer_free(&row);
	return bad ? EXIT_TEMPORARY : 0;
}

static int
print_drivers(void)
{
	size_t i;

	for (i = 0; database_driver_name(i); i++)
		printf("%s%s", i ? " " : "", database_driver_name(i));
	printf("\n");
	return 0;
}

static bool
is_socket(int fd)
{
	int type;
	socklen_t len = sizeof type;

	return getsockopt(fd, SOL_SOCKET, SO_TYPE, &type, &len) == 0 &&
	       type == SOCK_SEQPACKET;
}

int
main(int argc, char **argv)
{
	/* The program that started this ends it, so that hooks that were
	 * accepted are still answered. */
	static const int ignored[] = { SIGTERM, SIGINT,	 SIGHUP,
				       SIGUSR1, SIGUSR2, SIGPIPE };
	size_t i;

	/* Libraries take settings from it. */
	clearenv();
	log_open(USER_LOOKUP_PROGRAM);
	if (argc == 2 && strcmp(argv[1], "--drivers") == 0)
		return print_drivers();
	if ((argc == 3 || argc == 4) && strcmp(argv[1], "--try") == 0)
		return try_it(argv[2], argv[3]);
	if (argc != 2 || !is_socket(STDIN_FILENO)) {
		fprintf(stderr,
			"usage: " USER_LOOKUP_PROGRAM
			" --try FILE [USER] | --drivers\n"
			"says whether the database of FILE answers; see "
			"\"password\" in echoapp-rules(5).\n");
		return EXIT_PERMANENT;
	}
	for (i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	return users_keeper_run(argv[1], STDIN_FILENO);
}
