/* reload - has running programs become the files that are there now. */

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/monotonic.h"
#include "cli/find_programs.h"
#include "cli/option.h"
#include "cli/proc.h"
#include "cli/program_names.h"
#include "command.h"
#include "protocol/methods.h"

/* A program ends its request first; microseconds. */
#define WAIT INT64_C(10000000)
#define PAUSE 50000

struct reload {
	char programs[PATH_MAX];
	const char *only; /* "call.fcgi"; NULL: every program */
	pid_t *at;	  /* that were told */
	size_t count;
	size_t denied; /* that belong to another user */
};

/*
 * Is the argument a program of ours?  That of a script follows its
 * interpreter's.
 */
static bool
is_ours(const struct reload *r, const char *argument)
{
	const char *slash = strrchr(argument, '/');
	const char *name = slash ? slash + 1 : argument;
	char dir[PATH_MAX], real[PATH_MAX];

	if (!slash || (r->only ? strcmp(name, r->only) != 0
			       : !program_names_has(name, SIZE_MAX)))
		return false;
	snprintf(dir, sizeof dir, "%.*s/", (int)(slash - argument), argument);
	return realpath(dir, real) && strcmp(real, r->programs) == 0;
}

static bool
runs_program(const struct reload *r, const char *pid)
{
	char command[2 * PATH_MAX];
	ssize_t n = proc_read(pid, "cmdline", command, sizeof command);
	const char *second;

	if (n <= 0)
		return false;
	second = memchr(command, '\0', (size_t)n);
	return is_ours(r, command) ||
	       (second && second + 1 < command + n && is_ours(r, second + 1));
}

/*
 * FastCGI 1.0, 2.2: standard input of a program that stays is a socket.  One
 * that a web server starts for each request would only end, with that request.
 */
static bool
stays(const char *pid)
{
	static const char socket[] = "socket:";
	char path[64], file[sizeof socket];
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%.16s/fd/0", pid);
	n = readlink(path, file, sizeof file - 1);
	/* Of another user's process, tell() has to say so. */
	return n < 0 || strncmp(file, socket, strlen(socket)) == 0;
}

static int
tell(struct reload *r, pid_t pid)
{
	if (kill(pid, SIGHUP)) {
		r->denied += errno == EPERM;
		return 0;
	}
	r->at = reallocarray(r->at, r->count + 1, sizeof *r->at);
	if (!r->at)
		return complain_error("cannot keep %zu processes", r->count);
	r->at[r->count++] = pid;
	return 0;
}

static int
tell_all(struct reload *r)
{
	DIR *processes = opendir("/proc");
	struct dirent *e;
	int bad = 0;

	if (!processes)
		return complain_error("cannot read /proc: %s", strerror(errno));
	while (!bad && (e = readdir(processes)))
		if (strspn(e->d_name, "0123456789") == strlen(e->d_name) &&
		    runs_program(r, e->d_name) && stays(e->d_name))
			bad = tell(r, (pid_t)atoi(e->d_name));
	closedir(processes);
	return bad;
}

/* Does the process still run a file that was replaced? */
static bool
is_old(pid_t pid)
{
	static const char suffix[] = " (deleted)";
	char path[64], exe[PATH_MAX + sizeof suffix];
	ssize_t n;

	snprintf(path, sizeof path, "/proc/%ld/exe", (long)pid);
	n = readlink(path, exe, sizeof exe - 1);
	if (n < (ssize_t)strlen(suffix))
		return false;
	exe[n] = '\0';
	return strcmp(exe + n - strlen(suffix), suffix) == 0;
}

static size_t
count_old(const struct reload *r)
{
	const int64_t start = monotonic_now();
	size_t old, i;

	for (;;) {
		old = 0;
		for (i = 0; i < r->count; i++)
			old += is_old(r->at[i]);
		if (old == 0 || monotonic_now() - start > WAIT)
			return old;
		usleep(PAUSE);
	}
}

static int
report(const struct reload *r, bool json)
{
	const size_t old = count_old(r);

	if (json)
		printf("{\"reloaded\":%zu,\"old\":%zu,\"denied\":%zu}\n",
		       r->count - old, old, r->denied);
	else
		printf("processes: %zu\n", r->count - old);
	if (old)
		return complain_error("%zu processes still run the file "
				      "before: the log says why",
				      old);
	if (r->denied)
		return complain_error("%zu processes belong to another user: "
				      "run this as root or as that user",
				      r->denied);
	if (r->count == 0 && !json)
		printf("no process runs %s of %s\n",
		       r->only ? r->only : "a program", r->programs);
	return r->count ? EXIT_FINE : EXIT_FOUND;
}

/* "call.fcgi" of "call"; NULL: there is no such program. */
static const char *
file_of(const char *hook, char *into, size_t size)
{
	const struct method *wanted = methods_find(hook);
	const struct named_method *m;

	snprintf(into, size, "%s.fcgi", hook);
	for (m = methods; wanted && m->program; m++)
		if (m->method == wanted)
			snprintf(into, size, "%s.fcgi", m->program);
	return program_names_has(into, SIZE_MAX) ? into : NULL;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = {
		{ "programs", required_argument, NULL, 'p' },
		{ NULL, 0, NULL, 0 },
	};
	struct reload r = { .count = 0 };
	char file[128];
	int c, code;

	find_programs(r.programs);
	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c != 'p')
			return complain_option(c, argv);
		if (!realpath(optarg, r.programs))
			return complain_error("cannot find %s: %s", optarg,
					      strerror(errno));
	}
	if (optind < argc) {
		r.only = file_of(argv[optind], file, sizeof file);
		if (!r.only)
			return complain_usage("unknown hook \"%s\": echoappctl "
					      "hooks lists all hooks",
					      argv[optind]);
		optind++;
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	code = tell_all(&r) ? EXIT_TROUBLE : report(&r, x->json);
	free(r.at);
	return code;
}

const struct command reload_command = {
	.name = "reload",
	.summary = "has running programs become the files that are there now",
	.usage = "reload [HOOK] [--programs DIR]\n"
		 "After a program was replaced by a rename: its processes\n"
		 "finish their request and become the new file.  No hook is\n"
		 "lost.  Configuration and rules need no reload.\n"
		 "\n"
		 "  HOOK            only the program of this hook; status is\n"
		 "                  that of the page\n"
		 "  --programs DIR  where EchoApp's programs are\n"
		 "\n"
		 "  mv call.new fcgi/call.fcgi && echoappctl reload call\n",
	.allows_bad_conf = true,
	.stays_root = true,
	.run = run,
};
