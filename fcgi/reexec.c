/* reexec - on SIGHUP a process executes the file that replaced its own. */

#include "reexec.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/read_file.h"
#include "base/write_all.h"

/*
 * In the environment of the new program: descriptors, separated by blanks.
 * After a colon comes the descriptor of a file with the bytes that were read.
 */
#define INHERITED_ENV "ECHOAPP_KEPT"
/* In the file of a program that begins with its signals blocked. */
#define TAKES_SIGNALS "ECHOAPP_TAKES_SIGNALS"
/* Larger files are not searched for these; bytes. */
#define PROGRAM_MAX ((size_t)64 * 1024 * 1024)
/* Of a file with bytes; larger than any request. */
#define BYTES_MAX ((size_t)128 * 1024 * 1024)

static char **saved_argv;
static char program_path[PATH_MAX];

void
reexec_save_argv(char **argv)
{
	/* Read now: once the file is replaced, the link says "(deleted)". */
	ssize_t n =
	    readlink("/proc/self/exe", program_path, sizeof program_path - 1);

	program_path[n > 0 ? n : 0] = '\0';
	saved_argv = argv;
}

struct abilities {
	bool connections, signals;
};

static bool
has(const struct buffer *program, const char *mark)
{
	return memmem(program->at, program->len, mark, strlen(mark));
}

/*
 * The new file may be any program, such as a script.  A program that does not
 * know of inherited connections would leave the web server waiting on them, so
 * it inherits them only if its file contains the name of the variable.  A
 * program that does not expect blocked signals could not be ended.
 */
static struct abilities
abilities_of(const char *path)
{
	struct buffer program = { 0 };
	struct abilities a = { 0 };
	struct stat st;

	if (read_file(path, PROGRAM_MAX, &program, &st, NULL) == 0) {
		a.connections = has(&program, INHERITED_ENV);
		a.signals = has(&program, TAKES_SIGNALS);
	}
	buffer_free(&program);
	return a;
}

static int
file_with(const char *bytes, size_t len)
{
	int fd = memfd_create("request", MFD_CLOEXEC);

	if (fd < 0 || write_all(fd, bytes, len) || lseek(fd, 0, SEEK_SET)) {
		log_warn("a request is lost, because it cannot be passed on:");
		if (fd >= 0)
			close(fd);
		return -1;
	}
	return fd;
}

void
reexec_add(struct reexec_list *list, int fd, const char *bytes, size_t len)
{
	int file = len > 0 ? file_with(bytes, len) : -1;

	if (len > 0 && file < 0)
		return;
	buffer_add(&list->fds, &fd, sizeof fd);
	buffer_printf(&list->text, "%d", fd);
	if (file >= 0) {
		buffer_add(&list->fds, &file, sizeof file);
		buffer_printf(&list->text, ":%d", file);
	}
	buffer_byte(&list->text, ' ');
}

static void
set_inherited(const struct reexec_list *list, bool inherited)
{
	size_t count = list->fds.len / sizeof(int), i;
	int fd;

	for (i = 0; i < count; i++) {
		memcpy(&fd, list->fds.at + i * sizeof fd, sizeof fd);
		fcntl(fd, F_SETFD, inherited ? 0 : FD_CLOEXEC);
	}
}

static void
free_list(struct reexec_list *list)
{
	const char *at;
	int file;

	buffer_byte(&list->text, '\0');
	for (at = list->text.at; (at = strchr(at, ':')); at++)
		if (sscanf(at, ":%d", &file) == 1)
			close(file);
	buffer_free(&list->text);
	buffer_free(&list->fds);
}

/*
 * SIGHUP stays blocked for any program, so that a second one does not end the
 * new program before it is ready.
 */
static void
unblock_signals(void)
{
	sigset_t hup;

	sigemptyset(&hup);
	sigaddset(&hup, SIGHUP);
	sigprocmask(SIG_SETMASK, &hup, NULL);
}

void
reexec(struct reexec_list *list)
{
	/* By name, because a symbolic link may lead to another file by now. */
	const char *path = saved_argv[0];
	struct abilities takes;
	sigset_t before;

	if (!path || path[0] != '/')
		path = program_path;
	takes = abilities_of(path);
	if (takes.connections && list->text.len > 0) {
		buffer_byte(&list->text, '\0');
		list->text.len--;
		set_inherited(list, true);
		setenv(INHERITED_ENV, list->text.at, 1);
	}
	sigprocmask(SIG_SETMASK, NULL, &before);
	if (!takes.signals)
		unblock_signals();
	execv(path, saved_argv);
	log_warn("cannot execute %s, so the old program goes on:", path);
	sigprocmask(SIG_SETMASK, &before, NULL);
	unsetenv(INHERITED_ENV);
	set_inherited(list, false);
	free_list(list);
}

static bool
is_socket(long fd)
{
	struct stat st;

	return fd > STDERR_FILENO && fd < INT_MAX && fstat((int)fd, &st) == 0 &&
	       S_ISSOCK(st.st_mode);
}

/* Reads the file to its end, and closes it. */
static void
read_bytes(int file, struct buffer *bytes)
{
	ssize_t n;

	while (bytes->len < BYTES_MAX &&
	       (n = read(file, buffer_reserve(bytes, 65536), 65536)) > 0)
		bytes->len += (size_t)n;
	close(file);
}

void
reexec_inherited(void (*report)(void *arg, int fd, const char *bytes,
				size_t len),
		 void *arg)
{
	const char *text = getenv(INHERITED_ENV);
	char *end;

	for (; text; text = end) {
		struct buffer bytes = { 0 };
		long fd = strtol(text, &end, 10), file = -1;

		if (end == text)
			break;
		if (*end == ':')
			file = strtol(end + 1, &end, 10);
		if (file > STDERR_FILENO && file < INT_MAX)
			read_bytes((int)file, &bytes);
		if (is_socket(fd)) {
			fcntl((int)fd, F_SETFD, FD_CLOEXEC);
			report(arg, (int)fd, bytes.at, bytes.len);
		}
		buffer_free(&bytes);
	}
	unsetenv(INHERITED_ENV);
}
