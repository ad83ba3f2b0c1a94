/* users - makes the file of users from what a database's client prints. */

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "cli/option.h"
#include "cli/publish_file.h"
#include "command.h"
#include "proof/passwd.h"

#define SECONDS 20
#define SHOWN_SIZE 128
/* How much is read at a time; bytes. */
#define CHUNK ((size_t)64 * 1024)

extern char **environ;

/* Starts the command; returns the end of the pipe that it writes to, or -1. */
static int
start(char **command, pid_t *child)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int ends[2], bad;

	if (pipe(ends))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addclose(&actions, ends[0]);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addclose(&actions, ends[1]);
	/* A group of its own, so that what it starts ends with it. */
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setpgroup(&attributes, 0);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
	bad = posix_spawnp(child, command[0], &actions, &attributes, command,
			   environ);
	posix_spawn_file_actions_destroy(&actions);
	posix_spawnattr_destroy(&attributes);
	close(ends[1]);
	if (!bad)
		return ends[0];
	close(ends[0]);
	errno = bad;
	return -1;
}

/* Reads to the end, until `deadline`; false: it came first, or too much did. */
static bool
read_until(int fd, struct buffer *out, int64_t deadline)
{
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int64_t left;
	ssize_t n = 1;

	while (n != 0 && out->len <= PASSWD_FILE_MAX) {
		left = (deadline - monotonic_now()) / 1000;
		if (left <= 0 || poll(&p, 1, (int)left) == 0)
			return false;
		n = read(fd, buffer_reserve(out, CHUNK), CHUNK);
		if (n > 0)
			out->len += (size_t)n;
		else if (n < 0 && errno != EINTR)
			return false;
	}
	return n == 0;
}

/* Runs the command; EXIT_FINE: it ended well, and `out` has its output. */
static int
collect(char **command, long seconds, struct buffer *out)
{
	const int64_t deadline = monotonic_now() + seconds * TIMESTAMP_SECOND;
	bool whole;
	pid_t child;
	int fd = start(command, &child), status;

	if (fd < 0)
		return complain_error("cannot run %s: %s", command[0],
				      error_text(errno));
	whole = read_until(fd, out, deadline);
	close(fd);
	if (!whole)
		kill(-child, SIGKILL);
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	if (!whole)
		return complain_error("%s did not print all users within %ld "
				      "seconds, or printed more than 64 MiB",
				      command[0], seconds);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return EXIT_FINE;
	return complain_error("%s failed; its messages say why", command[0]);
}

/* Adds user:hash; false: the line is none. */
static bool
add_user(struct buffer *users, char *line, unsigned number)
{
	char *hash = line + strcspn(line, ":\t"), shown[SHOWN_SIZE];
	const char *fault = "it has no hash";

	if (*hash) {
		*hash++ = '\0';
		fault = line[0] && line[0] != '#' ? passwd_fault(hash)
						  : "the user has no name";
	}
	if (!fault) {
		buffer_printf(users, "%s:%s\n", line, hash);
		return true;
	}
	log_escape(shown, sizeof shown, line);
	fprintf(stderr, "line %u is left out: %s: %s\n", number, shown, fault);
	return false;
}

static unsigned
add_users(struct buffer *users, struct buffer *printed)
{
	unsigned number = 0, count = 0;
	char *at, *line;

	buffer_add(printed, "", 1);
	at = printed->at;
	while ((line = strsep(&at, "\n"))) {
		number++;
		line[strcspn(line, "\r")] = '\0';
		if (line[0])
			count += add_user(users, line, number);
	}
	return count;
}

static int
check_users(const char *path, void *arg)
{
	struct error error;
	struct stat st;
	struct passwd_file *users = passwd_read(path, &st, &error);

	(void)arg;
	if (!users)
		return complain_error("%s", error.text);
	passwd_free(users);
	return EXIT_FINE;
}

static int
fetch(const char *file, char **command, long seconds)
{
	struct buffer printed = { 0 }, users = { 0 };
	int code = collect(command, seconds, &printed);
	unsigned count = 0;

	if (!code) {
		count = add_users(&users, &printed);
		if (count == 0)
			code = complain_error("%s printed no user; %s stays as "
					      "it was",
					      command[0], file);
	}
	if (!code && !publish_file_is_same(file, &users, PASSWD_FILE_MAX))
		code = publish_file(file, &users, 0600, check_users, NULL);
	if (!code)
		printf("%s has %u users\n", file, count);
	if (printed.at)
		explicit_bzero(printed.at, printed.cap);
	if (users.at)
		explicit_bzero(users.at, users.cap);
	buffer_free(&printed);
	buffer_free(&users);
	return code;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "seconds", required_argument, NULL, 's' },
		{ NULL, 0, NULL, 0 },
	};
	long seconds = SECONDS;
	int c;

	(void)x;
	while ((c = getopt_long(argc, argv, "+:", options, NULL)) != -1)
		if (c == 's' ? option_number(optarg, &seconds)
			     : complain_option(c, argv))
			return EXIT_TROUBLE;
	if (optind == argc || strcmp(argv[optind], "fetch") != 0)
		return complain_usage("write: users fetch FILE COMMAND ...");
	if (argc - optind < 3)
		return complain_usage("users fetch needs a FILE and a COMMAND");
	if (seconds < 1 || seconds > 3600)
		return complain_usage("--seconds is from 1 to 3600");
	return fetch(argv[optind + 1], argv + optind + 2, seconds);
}

const struct command users_command = {
	.name = "users",
	.summary = "makes a file of users from a database",
	.usage = "users [--seconds N] fetch FILE COMMAND [ARGUMENT ...]\n"
		 "Runs the command, a database's client, which prints a user, "
		 "a tab\n"
		 "or a colon, and the hash of a password in each line, and "
		 "replaces\n"
		 "FILE for rules \"prove ... password ... in FILE\". If the "
		 "command\n"
		 "fails, or takes longer than N seconds (20), FILE stays as it "
		 "was.\n"
		 "\n"
		 "  --seconds N  how long the command may take\n"
		 "\n"
		 "  echoappctl users fetch users mariadb -N -B site \\\n"
		 "    -e \"SELECT login, password FROM users\"\n",
	.stays_root = true,
	.run = run,
};
