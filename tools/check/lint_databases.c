/* lint_databases - databases of users that no proof can come from. */

#include <fcntl.h>
#include <limits.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "database/database_settings.h"
#include "proof/user_lookup_wire.h"
#include "rule_lint.h"

/* Bytes of what the helper says. */
#define SAID_SIZE 1024

/*
 * Runs the helper with two arguments, of which the second may be NULL; `said`
 * gets what it prints.  Returns its exit code, or -1: it cannot be started.
 */
static int
run(const char *program, const char *option, const char *file,
    char said[SAID_SIZE])
{
	const char *const argv[] = { program, option, file, NULL };
	posix_spawn_file_actions_t actions;
	size_t len = 0;
	ssize_t n = 1;
	int pipes[2], status = 0, failed;
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC))
		return -1;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, pipes[1], STDOUT_FILENO);
	failed = posix_spawn(&pid, program, &actions, NULL, (char *const *)argv,
			     environ);
	posix_spawn_file_actions_destroy(&actions);
	close(pipes[1]);
	while (!failed && n > 0 && len < SAID_SIZE - 1) {
		n = read(pipes[0], said + len, SAID_SIZE - 1 - len);
		len += n > 0 ? (size_t)n : 0;
	}
	said[len] = '\0';
	close(pipes[0]);
	if (failed || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Is the word in a text of words? */
static bool
has_word(const char *text, const char *word)
{
	const size_t len = strlen(word);

	for (; *text; text += strcspn(text, " \n"), text += *text != '\0')
		if (strncmp(text, word, len) == 0 && strchr(" \n", text[len]))
			return true;
	return false;
}

/* Can the helper ask such a database? */
static bool
check_helper(struct diagnostics *f, struct source_location at,
	     const char *program, const char *driver)
{
	char said[SAID_SIZE];

	if (run(program, "--drivers", NULL, said) != 0) {
		diagnostic_warning(f, at,
				   "%s, which asks the database, is missing or "
				   "lacks a library, so nobody is proved",
				   program);
		return false;
	}
	if (has_word(said, driver))
		return true;
	diagnostic_warning(f, at,
			   "this build of EchoApp leaves out %s, because its "
			   "library was not there, so nobody is proved",
			   driver);
	return false;
}

/* Asks the database. */
static void
try_database(struct diagnostics *f, struct source_location at,
	     const char *program)
{
	char said[SAID_SIZE], shown[2 * SAID_SIZE];
	const int code = run(program, "--try", at.file, said);

	said[strcspn(said, "\n")] = '\0';
	log_escape(shown, sizeof shown, said);
	if (code != 0)
		diagnostic_error(f, at, shown[0] ? shown : "no answer in time");
	else if (!f->json && !f->report)
		printf("%s: %s\n", at.file, shown);
}

static void
check_database(struct diagnostics *f, const struct rule *r,
	       const struct lint_databases *how)
{
	const struct source_location rule = { r->file, r->line, 0 };
	struct database_settings s;
	char program[PATH_MAX + 32];
	struct error error;
	struct stat st;

	if (database_settings_read(&s, r->proof.path, &st, &error)) {
		diagnostic_message(f, r->proof.path, error.text);
		return;
	}
	snprintf(program, sizeof program, "%s/" USER_LOOKUP_PROGRAM,
		 how->programs);
	if (!s.query)
		diagnostic_message(f, r->proof.path,
				   "query = SELECT user, hash FROM ... WHERE "
				   "user = ? is missing");
	if (database_settings_is_remote(&s) && !s.ca)
		diagnostic_warning(
		    f, (struct source_location){ r->proof.path, 0, 0 },
		    "the database is on another machine, which can be anybody; "
		    "add ca = FILE, with the certificate of its authority");
	if (check_helper(f, rule, program, s.driver) && s.query && how->tries)
		try_database(f, (struct source_location){ r->proof.path, 0, 0 },
			     program);
	database_settings_wipe(&s);
}

void
lint_databases(struct diagnostics *f, const struct rules *rules,
	       const struct lint_databases *how)
{
	size_t i, j;

	for (i = 0; i < rules->count; i++) {
		const char *path = rules->at[i].proof.path;

		/* Once for each file. */
		for (j = 0; path && j < i; j++)
			if (rules->at[j].proof.path &&
			    strcmp(rules->at[j].proof.path, path) == 0)
				path = NULL;
		if (path)
			check_database(f, &rules->at[i], how);
	}
}
