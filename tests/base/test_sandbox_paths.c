/* sandbox_paths: a process whose sandbox lacks a directory ends. */

#include "base/sandbox_paths.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "support/harness.h"

/* What the process wants: the state, and the directory of this file. */
static void
want(struct sandbox_paths *p, const char *file)
{
	sandbox_paths_add_state(p, "state");
	sandbox_paths_add_file(p, file);
}

static bool
keeps(struct sandbox_kept *k, const char *file)
{
	struct sandbox_paths wanted = { 0 };

	want(&wanted, file);
	return sandbox_paths_keep(k, SANDBOX_HOOK, &wanted);
}

static void
make_dirs(void)
{
	mkdir("state", 0700);
	mkdir("conf", 0700);
	mkdir("conf/lists", 0700);
	mkdir("other", 0700);
	write_file("conf/file", "c");
	write_file("conf/lists/file", "c");
	write_file("other/file", "o");
	ck_assert_int_eq(symlink("other/file", "linked"), 0);
	ck_assert_int_eq(symlink("conf", "current"), 0);
}

/*
 * Enters the sandbox of `first` in a child, runs a command outside of it, and
 * returns whether the child may stay when it wants `then`.
 */
static bool
stays(const char *first, const char *command, const char *then)
{
	int in[2], out[2], status;
	char byte;
	pid_t pid;

	ck_assert(pipe(in) == 0 && pipe(out) == 0);
	pid = fork();
	if (pid == 0) {
		struct sandbox_kept k = { 0 };

		log_set_targets(0);
		if (!keeps(&k, first) || !k.entered)
			_exit(2);
		(void)!write(out[1], "", 1);
		(void)!read(in[0], &byte, 1);
		_exit(keeps(&k, then) ? 0 : 1);
	}
	ck_assert_int_eq(read(out[0], &byte, 1), 1);
	output_of(command);
	ck_assert_int_eq(write(in[1], "", 1), 1);
	waitpid(pid, &status, 0);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) < 2);
	return WEXITSTATUS(status) == 0;
}

static const struct change {
	const char *first, *command, *then;
	bool stays;
} changes[] = {
	{ "conf/file", "true", "conf/file", true },
	{ "conf/file", "true", "conf/lists/file", true },
	{ "conf/file", "true", "other/file", false },
	{ "conf/file", "true", "linked", false },
	{ "linked", "true", "other/file", true },
	{ "conf/file", "true", "current/file", true },
	/* Of the file that is meant, the link is another one meanwhile. */
	{ "current/file", "ln -sfn other current", "current/file", false },
	/* The name is the same, and the directory is not. */
	{ "conf/file", "mv conf old && mkdir conf", "conf/file", false },
	{ "conf/file", "rm -rf state && mkdir state", "conf/file", false },
	{ "conf/file", "rm -rf state", "conf/file", false },
	/* What is not there gives no right, and takes none. */
	{ "none/file", "true", "none/file", true },
	{ "none/file", "mkdir none", "none/file", false },
	{ "conf/file", "mv other none", "other/file", true },
};

TEST_LOOP(a_process_ends_when_its_sandbox_lacks_a_directory, ROWS(changes))
{
	const struct change *c = &changes[_i];

	if (!(sandbox_possible() & SANDBOX_FILES)) {
		printf("left out: this kernel or build has no Landlock\n");
		return;
	}
	make_dirs();
	ck_assert_msg(stays(c->first, c->command, c->then) == c->stays,
		      "%s, %s, %s", c->first, c->command, c->then);
}

TEST_LOOP(without_a_state_directory_no_sandbox_is_entered, 2)
{
	struct sandbox_kept k = { 0 };

	mkdir("conf", 0700);
	write_file("conf/file", "c");
	if (_i)
		write_file("state", "is a file");
	ck_assert(keeps(&k, "conf/file"));
	ck_assert(!k.entered);
	ck_assert(sandbox_paths_are_due(&k));
	ck_assert(!sandbox_paths_is_outdated(&k));
}
