/*
 * main - echoapp-deliver: takes call records and hooks to where they are wanted
 * (deliver.conf).
 *
 *	echoapp-deliver [--once]
 *	echoapp-deliver --test URL SECRET_FILE
 *	echoapp-deliver --prepare postgresql|mariadb SETTINGS TABLE
 *
 * With --once it ends when everything has been delivered, or when nothing more
 * can be for now.  With --test it posts one message of no meaning; with
 *--prepare it makes the table in a database.  With --database it is one of its
 *own processes (sql_child.h).
 */

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/background.h"
#include "base/die.h"
#include "base/lock.h"
#include "base/log.h"
#include "base/make_dirs.h"
#include "base/open_file.h"
#include "base/state_owner.h"
#include "base/time_zone.h"
#include "conf/conf.h"
#include "deliverer.h"
#include "delivery/delivery_position.h"
#include "sql_child.h"
#include "test_message.h"

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

/* A second deliverer of the same state would deliver everything twice. */
static void
lock_state(const char *state_dir)
{
	char path[PATH_MAX];
	int fd;

	if (snprintf(path, sizeof path, "%s/" DELIVERY_DIR, state_dir) >=
	    (int)sizeof path)
		die(EXIT_PERMANENT, "%s: the name is too long", state_dir);
	if (make_dirs(path))
		die(EXIT_TEMPORARY, "cannot make %s:", path);
	if (!delivery_position_path(path, sizeof path, state_dir, "", "lock"))
		die(EXIT_PERMANENT, "%s: the name is too long", state_dir);
	fd = open_file(AT_FDCWD, path, O_RDWR | O_CREAT, 0600);
	if (fd < 0)
		die(EXIT_TEMPORARY, "cannot open %s:", path);
	if (lock_try(fd))
		die(EXIT_TEMPORARY,
		    "another echoapp-deliver serves %s; end that one first",
		    state_dir);
}

/* Nobody needs root after this, least of all a library that talks to others. */
static void
drop_root(void)
{
	const uid_t user = geteuid();
	const gid_t group = getegid();

	if (getuid() != 0 || user == 0)
		return;
	if (seteuid(0) || setresgid(group, group, group) ||
	    setresuid(user, user, user))
		die(EXIT_PERMANENT, "cannot become the owner of the state:");
}

int
main(int argc, char **argv)
{
	const struct sigaction on_stop = { .sa_handler = stop };
	const bool once = argc == 2 && strcmp(argv[1], "--once") == 0;
	struct conf_file conf;
	struct error e;
	int code;

	umask(077);
	log_open("echoapp-deliver");
	if (argc == 4 && strcmp(argv[1], "--test") == 0)
		return test_message_post(argv[2], argv[3]);
	if (argc == 5 && strcmp(argv[1], "--database") == 0)
		return sql_child_run(argv[2], argv[3], argv[4]);
	if (argc == 5 && strcmp(argv[1], "--prepare") == 0)
		return sql_child_prepare(argv[2], argv[3], argv[4]);
	if (argc > 1 && !once) {
		fputs("usage: echoapp-deliver [--once]\n"
		      "       echoapp-deliver --test URL SECRET_FILE\n"
		      "       echoapp-deliver --prepare postgresql|mariadb "
		      "SETTINGS TABLE\n"
		      "see man 8 echoapp-deliver\n",
		      stderr);
		return EXIT_PERMANENT;
	}
	conf_open(&conf, getenv("ECHOAPP_CONF"), getenv("ECHOAPP_STATE_DIR"));
	if (!conf.usable)
		return EXIT_PERMANENT;
	if (!conf.current.deliver_file)
		die(EXIT_PERMANENT,
		    "%s has no \"deliver = FILE\", so there is nothing to do",
		    conf.file.path);
	if (time_zone_use(conf.current.timezone, &e))
		die(EXIT_PERMANENT, "%s", e.text);
	state_owner_become(conf.current.state_dir);
	drop_root();
	lock_state(conf.current.state_dir);
	background_enter();
	sigaction(SIGTERM, &on_stop, NULL);
	sigaction(SIGINT, &on_stop, NULL);
	signal(SIGPIPE, SIG_IGN);
	code = deliverer_run(&conf, once, &stopped);
	conf_close(&conf);
	return code;
}
