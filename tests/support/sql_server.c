/* sql_server - a server of PostgreSQL or MariaDB of a test's own. */

#include "sql_server.h"

#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"

static bool
is_postgresql(const struct sql_server *s)
{
	return strcmp(s->kind, "postgresql") == 0;
}

/* The servers refuse to run as root. */
static const char *
user_of(const struct sql_server *s)
{
	return is_postgresql(s) ? "postgres" : "mysql";
}

static const char *
prefix(const struct sql_server *s)
{
	static char text[128];

	text[0] = '\0';
	if (getuid() == 0)
		snprintf(text, sizeof text,
			 "setpriv --reuid=%s --regid=%s --clear-groups ",
			 user_of(s), user_of(s));
	return text;
}

static void
run(const char *format, const char *a, const char *b)
{
	char command[1024], output[4096];

	snprintf(command, sizeof command, "%s%s %s", a, format, b);
	ck_assert_msg(run_shell(command, output, sizeof output) == 0, "%s: %s",
		      command, output);
}

static void
make_data(const struct sql_server *s)
{
	char arguments[256];

	if (is_postgresql(s)) {
		snprintf(arguments, sizeof arguments,
			 "-D %s/data -A trust -U postgres -E UTF8 --locale=C "
			 "-N 2>&1",
			 s->dir);
		run("/usr/lib/postgresql/15/bin/initdb", prefix(s), arguments);
	} else {
		snprintf(arguments, sizeof arguments,
			 "--no-defaults --datadir=%s/data --skip-test-db "
			 "--auth-root-authentication-method=normal 2>&1",
			 s->dir);
		run("mariadb-install-db", prefix(s), arguments);
	}
}

static void
write_settings(const struct sql_server *s)
{
	char name[64], text[512];

	snprintf(name, sizeof name, "%s.settings", s->kind);
	snprintf(text, sizeof text,
		 "driver = %s\nhost = %s%s\nuser = %s\ndbname = %s\n", s->kind,
		 s->dir, is_postgresql(s) ? "" : "/socket",
		 is_postgresql(s) ? "postgres" : "root",
		 is_postgresql(s) ? "postgres" : "mysql");
	write_file(name, text);
	ck_assert_int_eq(chmod(name, 0600), 0);
}

void
sql_server_make(struct sql_server *s, const char *kind)
{
	struct passwd *owner;

	s->kind = kind;
	strcpy(s->dir, "/tmp/echoapp-db.XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(s->dir));
	if (getuid() == 0) {
		owner = getpwnam(user_of(s));
		ck_assert_ptr_nonnull(owner);
		ck_assert_int_eq(chown(s->dir, owner->pw_uid, owner->pw_gid),
				 0);
		ck_assert_int_eq(chmod(s->dir, 0755), 0);
	}
	make_data(s);
	write_settings(s);
	sql_server_start(s);
}

static void
execute(const struct sql_server *s)
{
	char command[1024];

	snprintf(command, sizeof command,
		 is_postgresql(s)
		     ? "exec %s/usr/lib/postgresql/15/bin/postgres -D "
		       "%s/data -k %s -c listen_addresses= >>%s/log 2>&1"
		     : "exec %smariadbd --no-defaults --datadir=%s/data "
		       "--socket=%s/socket --skip-networking >>%s/log 2>&1",
		 prefix(s), s->dir, s->dir, s->dir);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

char *
sql_server_ask(const struct sql_server *s, const char *query)
{
	char command[2048];
	static char output[1 << 16];

	write_file("query.sql", query);
	snprintf(command, sizeof command,
		 is_postgresql(s)
		     ? "psql -X -q -v ON_ERROR_STOP=1 -A -t -F '\t' -h %s -U "
		       "postgres -f query.sql 2>&1"
		     : "mariadb --no-defaults "
		       "--default-character-set=utf8mb4 -N -B -S %s/socket -u "
		       "root mysql "
		       "<query.sql 2>&1",
		 s->dir);
	if (run_shell(command, output, sizeof output))
		return NULL;
	return output;
}

static pid_t
start(const struct sql_server *s)
{
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		execute(s);
	return pid;
}

/* A server that was killed leaves processes, which end soon; until then no
 * other one starts. */
void
sql_server_start(struct sql_server *s)
{
	double until = seconds_now() + 60;

	s->pid = start(s);
	while (!sql_server_ask(s, "SELECT 1;")) {
		ck_assert_msg(seconds_now() < until, "%s does not start",
			      s->kind);
		usleep(100000);
		if (waitpid(s->pid, NULL, WNOHANG) == s->pid)
			s->pid = start(s);
	}
}

void
sql_server_signal(struct sql_server *s, int signal)
{
	if (s->pid <= 0)
		return;
	kill(s->pid, signal);
	if (signal == SIGKILL) {
		waitpid(s->pid, NULL, 0);
		s->pid = 0;
	}
}

void
sql_server_remove(struct sql_server *s)
{
	sql_server_signal(s, SIGKILL);
	usleep(200000);
	remove_tree(s->dir);
}
