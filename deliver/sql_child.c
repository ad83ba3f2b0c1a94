/* sql_child - a process that writes to one database. */

#include "sql_child.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/read_file.h"
#include "sql_driver.h"

/* The descriptors of the child. */
enum { SOCKET = 3, MEMORY = 4, OTHERS = 5 };

extern char **environ;

static const struct sql_driver *
find_driver(const char *kind)
{
	return strcmp(kind, sql_postgresql.name) == 0 ? &sql_postgresql
						      : &sql_mariadb;
}

/* The session of the settings, or NULL. */
static void *
open_session(const char *kind, const char *settings, const char *table,
	     struct error *e)
{
	struct database_settings s;
	struct stat st;
	void *session = NULL;

	if (database_settings_read(&s, settings, &st, e))
		return NULL;
	if (strcmp(s.driver, kind) != 0)
		error_set(e, "%s: driver = %s, and the destination is %s",
			  settings, s.driver, kind);
	else
		session = find_driver(kind)->open(&s, table, e);
	database_settings_wipe(&s);
	return session;
}

static int
spawn(struct sql_child *c, int end, char *const *argv)
{
	posix_spawn_file_actions_t actions;
	int bad;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, end, SOCKET + 100);
	posix_spawn_file_actions_adddup2(&actions, c->memory, MEMORY);
	posix_spawn_file_actions_adddup2(&actions, SOCKET + 100, SOCKET);
	bad = posix_spawn(&c->pid, "/proc/self/exe", &actions, NULL, argv,
			  environ);
	posix_spawn_file_actions_destroy(&actions);
	return bad;
}

int
sql_child_start(struct sql_child *c, const char *kind, const char *settings,
		const char *table, struct error *e)
{
	char *argv[] = {
		(char *)"echoapp-deliver", (char *)"--database", (char *)kind,
		(char *)settings,	   (char *)table,	 NULL
	};
	int ends[2], bad;

	*c = (struct sql_child){ .socket = -1, .memory = -1 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends))
		return error_set(e, "cannot make a socket:");
	c->socket = ends[0];
	c->memory = memfd_create("rows", MFD_CLOEXEC);
	bad = c->memory < 0 ? errno : spawn(c, ends[1], argv);
	close(ends[1]);
	if (!bad)
		return 0;
	c->pid = 0;
	sql_child_kill(c);
	return error_set(e, "cannot start a process: %s", strerror(bad));
}

bool
sql_child_is_running(const struct sql_child *c)
{
	return c->pid > 0;
}

int
sql_child_send(struct sql_child *c, const char *rows, size_t len)
{
	size_t done = 0;
	ssize_t n;

	while (done < len) {
		n = pwrite(c->memory, rows + done, len - done, (off_t)done);
		if (n <= 0)
			return -1;
		done += (size_t)n;
	}
	return send(c->socket, &len, sizeof len, MSG_NOSIGNAL | MSG_DONTWAIT) ==
		       sizeof len
		   ? 0
		   : -1;
}

int
sql_child_answer(struct sql_child *c, struct error *e)
{
	char text[sizeof e->text];
	ssize_t n = recv(c->socket, text, sizeof text - 1, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return 0;
	if (n <= 0)
		return -1;
	text[n] = '\0';
	error_set(e, "%s", text + 1);
	return text[0];
}

void
sql_child_kill(struct sql_child *c)
{
	if (c->pid > 0) {
		kill(c->pid, SIGKILL);
		while (waitpid(c->pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (c->socket > 0)
		close(c->socket);
	if (c->memory > 0)
		close(c->memory);
	*c = (struct sql_child){ 0 };
}

static bool
answer(enum sql_answer kind, const char *why)
{
	char text[1 + sizeof((struct error *)0)->text];
	int n = snprintf(text, sizeof text, "%c%s", kind, why);

	return n > 0 &&
	       send(SOCKET, text, strnlen(text, sizeof text), MSG_NOSIGNAL) > 0;
}

static enum sql_answer
write_rows(const struct sql_driver *d, void *session, size_t len,
	   struct error *e)
{
	char *rows = mmap(NULL, len, PROT_READ, MAP_SHARED, MEMORY, 0);
	int bad;

	if (rows == MAP_FAILED) {
		error_set(e, "cannot read the rows:");
		return SQL_FAILED;
	}
	bad = d->write(session, rows, len, e);
	munmap(rows, len);
	return bad == 0 ? SQL_WRITTEN : bad == -2 ? SQL_REFUSED : SQL_FAILED;
}

/* After a failure the process ends, and the next one connects anew. */
int
sql_child_run(const char *kind, const char *settings, const char *table)
{
	const struct sql_driver *d = find_driver(kind);
	struct error e = { 0 };
	enum sql_answer said;
	void *session;
	size_t len;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	close_range(OTHERS, ~0U, 0);
	session = open_session(kind, settings, table, &e);
	while (recv(SOCKET, &len, sizeof len, 0) == sizeof len) {
		if (!session) {
			answer(SQL_FAILED, e.text);
			return 1;
		}
		e.text[0] = '\0';
		said = write_rows(d, session, len, &e);
		if (!answer(said, e.text) || said == SQL_FAILED)
			break;
	}
	if (session)
		d->close(session);
	return 0;
}

int
sql_child_prepare(const char *kind, const char *settings, const char *table)
{
	const struct sql_driver *d = find_driver(kind);
	struct error e = { 0 };
	void *session = open_session(kind, settings, table, &e);
	int bad = !session || d->prepare(session, &e);

	if (session)
		d->close(session);
	if (bad)
		printf("%s\n", e.text);
	else
		printf("%s: the table %s is ready\n", kind, table);
	return bad ? 1 : 0;
}
