/* database_server - a real database with users, for a test. */

#include "database_server.h"

#include <glob.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness.h"
#include "web_server.h"

/* A server of a slow machine has made its files by then; seconds. */
#define START_SECONDS 120.0
#define CHILDREN_MAX 256

static bool
is(const struct database_server *d, const char *driver)
{
	return strcmp(d->driver, driver) == 0;
}

static const char *
client_of(const struct database_server *d)
{
	static char command[512];

	if (is(d, "sqlite"))
		snprintf(command, sizeof command, "sqlite3 -batch '%s'",
			 d->dir);
	else if (is(d, "postgresql"))
		snprintf(command, sizeof command,
			 "psql -v ON_ERROR_STOP=1 -XqAt -F '\t' -h '%s' -p %d "
			 "-U root postgres",
			 d->dir, d->port);
	else
		snprintf(command, sizeof command,
			 "mariadb --no-defaults -NB "
			 "--default-character-set=utf8mb4 --socket='%s/socket' "
			 "-u root mysql",
			 d->dir);
	return command;
}

/* Returns the client's exit code. */
static int
run(const struct database_server *d, const char *sql, char *output, size_t size)
{
	char command[4096];

	ck_assert_int_lt(snprintf(command, sizeof command,
				  "%s 2>&1 <<'END'\n%s\nEND\n", client_of(d),
				  sql),
			 (int)sizeof command);
	return run_shell(command, output, size);
}

const char *
database_server_ask(const struct database_server *d, const char *sql)
{
	static char output[4096];

	if (run(d, sql, output, sizeof output) != 0)
		ck_abort_msg("%s: %s: %s", d->driver, sql, output);
	return output;
}

static const char *
log_of(const struct database_server *d)
{
	char command[512];

	snprintf(command, sizeof command, "tail '%s/server.log'", d->dir);
	return output_of(command);
}

static void
wait_until_ready(const struct database_server *d)
{
	const double end = seconds_now() + START_SECONDS;
	char output[4096];

	while (run(d, "SELECT 1;", output, sizeof output) != 0) {
		if (seconds_now() > end || waitpid(d->pid, NULL, WNOHANG) > 0)
			ck_abort_msg("%s did not start: %s: %s", d->driver,
				     output, log_of(d));
		usleep(50000);
	}
}

void
database_server_again(struct database_server *d)
{
	char port[16];

	if (is(d, "sqlite"))
		return;
	snprintf(port, sizeof port, "%d", d->port);
	d->pid = fork();
	ck_assert_int_ge(d->pid, 0);
	if (d->pid == 0) {
		const char *script =
		    source_path("tests/support/database_server.sh");

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		execl(script, script, d->driver, d->dir, port, NULL);
		_exit(127);
	}
	wait_until_ready(d);
}

static void
add_users(const struct database_server *d)
{
	char sql[2048];
	const char *alice =
	    output_of("htpasswd -nbB -C 4 a geheim | head -1 | cut -d: -f2 | "
		      "tr -d '\\n'");
	const char *bob =
	    output_of("htpasswd -nbB -C 4 b topsecret | head -1 | "
		      "cut -d: -f2 | tr -d '\\n'");

	if (is(d, "mariadb"))
		database_server_ask(d,
				    "CREATE DATABASE site;"
				    "CREATE USER echoapp@localhost IDENTIFIED "
				    "BY '" DATABASE_PASSWORD "';"
				    "GRANT SELECT ON site.* TO "
				    "echoapp@localhost;");
	if (is(d, "postgresql"))
		database_server_ask(d, "CREATE DATABASE site;"
				       "CREATE USER echoapp PASSWORD "
				       "'" DATABASE_PASSWORD "';");
	snprintf(sql, sizeof sql,
		 "%s\n"
		 "CREATE TABLE users (login VARCHAR(60) PRIMARY KEY, "
		 "password VARCHAR(255));\n"
		 "INSERT INTO users VALUES ('alice', '%s'), ('bob', '%s');\n"
		 "%s",
		 is(d, "mariadb")      ? "USE site;"
		 : is(d, "postgresql") ? "\\c site"
				       : "",
		 alice, bob,
		 is(d, "postgresql") ? "GRANT SELECT ON users TO echoapp;"
				     : "");
	database_server_ask(d, sql);
}

void
database_server_start(struct database_server *d, const char *driver)
{
	char memory[] = "/dev/shm/echoapp-database.XXXXXX";
	char disk[] = "/tmp/echoapp-database.XXXXXX";
	char *dir = mkdtemp(access("/dev/shm", W_OK) ? disk : memory);

	/* Only a name: the script makes the directory. */
	ck_assert_ptr_nonnull(dir);
	rmdir(dir);
	*d = (struct database_server){
		.driver = driver,
		.dir = strdup(dir),
		.port = web_free_port(),
	};
	database_server_again(d);
	add_users(d);
}

/* The server and its children, which have groups of their own. */
static size_t
list(const struct database_server *d, pid_t *at, size_t max)
{
	char path[64];
	size_t n = 0;
	int pid;
	FILE *f;

	at[n++] = d->pid;
	snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)d->pid,
		 (int)d->pid);
	f = fopen(path, "re");
	while (f && n < max && fscanf(f, "%d", &pid) == 1)
		at[n++] = pid;
	if (f)
		fclose(f);
	return n;
}

/* The state of a process or a thread, as ps tells it; Z: it has ended. */
static char
state_of(const char *stat)
{
	FILE *f = fopen(stat, "re");
	char state = 'Z';

	if (!f)
		return state;
	if (fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 'Z';
	fclose(f);
	return state;
}

static bool
is_alive(pid_t pid)
{
	char path[64];

	snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
	return state_of(path) != 'Z';
}

/* A thread goes on for a moment after SIGSTOP. */
static bool
is_stopped(pid_t pid)
{
	char path[64];
	bool stopped = true;
	glob_t all;
	size_t i;

	snprintf(path, sizeof path, "/proc/%d/task/*/stat", (int)pid);
	if (glob(path, 0, NULL, &all) != 0)
		return true;
	for (i = 0; i < all.gl_pathc; i++)
		stopped = stopped && strchr("TZ", state_of(all.gl_pathv[i]));
	globfree(&all);
	return stopped;
}

static void
signal_all(const struct database_server *d, int signal)
{
	pid_t all[CHILDREN_MAX];
	size_t i, n;

	if (!d->pid)
		return;
	/* The parent first, which would start others. */
	n = list(d, all, CHILDREN_MAX);
	for (i = 0; i < n; i++)
		kill(all[i], signal);
	/* A server does not start while another one's memory is in use. */
	for (i = 1; signal == SIGKILL && i < n; i++)
		while (is_alive(all[i]))
			usleep(1000);
	for (i = 0; signal == SIGSTOP && i < n; i++)
		while (!is_stopped(all[i]))
			usleep(1000);
}

void
database_server_freeze(const struct database_server *d, bool yes)
{
	signal_all(d, yes ? SIGSTOP : SIGCONT);
}

void
database_server_kill(struct database_server *d)
{
	if (!d->pid)
		return;
	signal_all(d, SIGKILL);
	waitpid(d->pid, NULL, 0);
	d->pid = 0;
}

void
database_server_end(struct database_server *d)
{
	database_server_kill(d);
	if (d->dir)
		remove_tree(d->dir);
	free(d->dir);
	d->dir = NULL;
}

static const char *
socket_of(const struct database_server *d)
{
	static char path[512];

	snprintf(path, sizeof path, "%s%s", d->dir,
		 is(d, "mariadb") ? "/socket" : "");
	return path;
}

void
database_server_write_admin_settings(const struct database_server *d,
				     const char *name)
{
	char text[1024];

	snprintf(text, sizeof text,
		 "driver = %s\nhost = %s\nport = %d\nuser = root\n"
		 "dbname = %s\n",
		 d->driver, socket_of(d), d->port,
		 is(d, "mariadb") ? "mysql" : "postgres");
	replace_file(name, text, 0600);
}

void
database_server_write_settings(const struct database_server *d,
			       const char *name, bool by_network,
			       const char *query)
{
	char text[2048];

	if (!query)
		query = is(d, "postgresql")
			    ? "SELECT login, password FROM users WHERE login "
			      "= $1"
			    : "SELECT login, password FROM users WHERE login "
			      "= ?";
	if (is(d, "sqlite"))
		snprintf(text, sizeof text,
			 "driver = sqlite\ndbname = %s\nquery = %s\n", d->dir,
			 query);
	else
		snprintf(text, sizeof text,
			 "driver = %s\nhost = %s\nport = %d\nuser = echoapp\n"
			 "password = " DATABASE_PASSWORD
			 "\ndbname = site\nquery = %s\n",
			 d->driver, by_network ? "127.0.0.1" : socket_of(d),
			 d->port, query);
	replace_file(name, text, 0600);
}
