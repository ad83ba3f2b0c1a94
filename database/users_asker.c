/* users_asker - the process that is connected to the database, and asks it. */

#include "users_asker.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/die.h"
#include "proof/user_lookup_wire.h"

struct asker {
	const struct database_driver *driver;
	void *session; /* NULL: not connected */
};

static const struct database_driver *
find_driver(const struct database_settings *s, const char *path,
	    struct database_error *error)
{
	const struct database_driver *driver = NULL;

	if (!s->query)
		error_set(&error->log, "%s: query = SELECT is missing", path);
	else if (!(driver = database_driver(s->driver)))
		database_absent(s->driver, error);
	return driver;
}

static int
connect_to(struct asker *a, const char *path, struct database_error *error)
{
	struct database_settings s;
	struct stat st;

	if (database_settings_read(&s, path, &st, &error->log))
		return -1;
	a->driver = find_driver(&s, path, error);
	if (a->driver)
		a->session = a->driver->open(&s, error);
	database_settings_wipe(&s);
	return a->session ? 0 : -1;
}

static int
ask(struct asker *a, const char *user, struct buffer *row,
    struct database_error *error)
{
	row->len = 0;
	return a->driver->ask(a->session, user, row, error);
}

static bool
say(int socket, enum users_asker_says what, const char *text, size_t len)
{
	const char kind = (char)what;
	const struct iovec parts[] = {
		{ (char *)&kind, 1 },
		{ (char *)text, len },
	};
	const struct msghdr packet = { .msg_iov = (struct iovec *)parts,
				       .msg_iovlen = 2 };

	return sendmsg(socket, &packet, MSG_NOSIGNAL) > 0;
}

/*
 * A query that works for nobody works: a table that is locked, or a column that
 * is missing, is known before somebody waits for it.
 */
static bool
works(struct asker *a, struct database_error *error)
{
	struct buffer row = { 0 };
	const int bad = ask(a, "", &row, error);

	buffer_free(&row);
	return !bad;
}

static int
end(struct asker *a, int socket, const struct database_error *error)
{
	say(socket, USERS_ASKER_FAILED, error->log.text,
	    strlen(error->log.text));
	if (a->session)
		a->driver->close(a->session);
	return EXIT_TEMPORARY;
}

/* A stranger's name must not cost the others the connection. */
static bool
answer(struct asker *a, int socket, const char *user,
       struct database_error *error)
{
	struct database_error again = { 0 };
	struct buffer row = { 0 };

	if (ask(a, user, &row, error)) {
		buffer_free(&row);
		return works(a, &again) &&
		       say(socket, USERS_ASKER_REFUSED, error->log.text,
			   strlen(error->log.text));
	}
	say(socket, row.len ? USERS_ASKER_FOUND : USERS_ASKER_NOBODY, row.at,
	    row.len);
	if (row.at)
		explicit_bzero(row.at, row.cap);
	buffer_free(&row);
	return true;
}

int
users_asker_run(const char *settings, int socket)
{
	char user[USER_LOOKUP_NAME_MAX + 1];
	struct database_error error = { 0 };
	struct asker a = { 0 };
	ssize_t n;

	if (connect_to(&a, settings, &error) || !works(&a, &error))
		return end(&a, socket, &error);
	say(socket, USERS_ASKER_READY, "", 0);
	while ((n = recv(socket, user, sizeof user - 1, 0)) > 0) {
		user[n] = '\0';
		if (!answer(&a, socket, user, &error))
			return end(&a, socket, &error);
	}
	a.driver->close(a.session);
	return 0;
}

int
users_asker_try(const char *settings, const char *user, struct buffer *row,
		struct database_error *error)
{
	struct asker a = { 0 };
	int bad = connect_to(&a, settings, error) || ask(&a, user, row, error);

	if (a.session)
		a.driver->close(a.session);
	return bad ? -1 : 0;
}
