/* log: what the system's log and standard error get of a message. */

#include "base/log.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/journald.h"
#include "base/sandbox.h"
#include "support/harness.h"

static int journal = -1; /* the socket in the place of the journal's */

static void
start_journal(void)
{
	const struct sockaddr_un at = { AF_UNIX, "journal" };

	if (journal >= 0)
		close(journal);
	unlink("journal");
	journal = socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0);
	ck_assert_int_eq(bind(journal, (const void *)&at, sizeof at), 0);
}

/* The next entry of the journal; empty: there is none. */
static const char *
entry(void)
{
	static char text[4096];
	ssize_t n = recv(journal, text, sizeof text - 1, 0);

	text[n > 0 ? n : 0] = '\0';
	return text;
}

/* Calls `say` with standard error in a file, and returns what is in that. */
static char *
standard_error_of(void (*say)(void), bool is_journal)
{
	int fd = open("stderr", O_RDWR | O_CREAT | O_TRUNC, 0600);
	int kept = dup(STDERR_FILENO);
	char stream[64];
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	snprintf(stream, sizeof stream, "%ju:%ju", (uintmax_t)st.st_dev,
		 (uintmax_t)st.st_ino + (is_journal ? 0 : 1));
	setenv("JOURNAL_STREAM", stream, 1);
	dup2(fd, STDERR_FILENO);
	say();
	dup2(kept, STDERR_FILENO);
	unsetenv("JOURNAL_STREAM");
	close(kept);
	close(fd);
	return harness_read_file("stderr", NULL);
}

static void
begin(void)
{
	start_journal();
	log_open("call.fcgi");
	log_set_journal("journal");
	log_set_targets(LOG_TO_SYSLOG);
}

const struct test_setup test_setup = { .before = begin };

static void
say_no_space(void)
{
	log_warn("no space");
}

TEST(the_journal_gets_the_name_of_all_programs_and_the_hook_as_a_field)
{
	log_set_hook("call");
	log_warn("no space");
	ck_assert_str_eq(entry(), "PRIORITY=3\nSYSLOG_FACILITY=3\n"
				  "SYSLOG_IDENTIFIER=echoapp\n"
				  "ECHOAPP_PROGRAM=call.fcgi\n"
				  "ECHOAPP_HOOK=call\n"
				  "MESSAGE=call.fcgi: no space\n");
	log_set_hook(NULL);
	log_warn("no space");
	ck_assert_ptr_null(strstr(entry(), "ECHOAPP_HOOK"));
}

TEST(a_message_makes_no_field)
{
	log_warn("from the network: \nPRIORITY=0\nA=b");
	ck_assert_ptr_nonnull(strstr(entry(),
				     "MESSAGE=call.fcgi: from the network: "
				     "\\x0aPRIORITY=0\\x0aA=b\n"));
}

TEST(the_longest_message_arrives)
{
	char text[LOG_MESSAGE_SIZE];

	memset(text, '\n', sizeof text - 1);
	text[sizeof text - 1] = '\0';
	log_warn("%s", text);
	ck_assert_ptr_nonnull(strstr(entry(), "\\x0a\n"));
}

TEST(a_message_is_told_once_where_standard_error_is_the_journal)
{
	log_set_targets(LOG_TO_SERVER | LOG_TO_SYSLOG);
	ck_assert_str_eq(standard_error_of(say_no_space, true), "");
	ck_assert_ptr_nonnull(strstr(entry(), "no space"));
	ck_assert_str_eq(entry(), "");
}

TEST(standard_error_that_is_no_journal_is_told_too)
{
	log_set_targets(LOG_TO_SERVER | LOG_TO_SYSLOG);
	ck_assert_str_eq(standard_error_of(say_no_space, false),
			 "call.fcgi: no space\n");
	ck_assert_ptr_nonnull(strstr(entry(), "no space"));
}

TEST(standard_error_is_told_where_nothing_else_is)
{
	log_set_targets(LOG_TO_SERVER);
	ck_assert_str_eq(standard_error_of(say_no_space, true),
			 "call.fcgi: no space\n");
	ck_assert_str_eq(entry(), "");
}

TEST(a_journal_that_was_started_again_gets_the_next_message)
{
	log_warn("one");
	ck_assert_ptr_nonnull(strstr(entry(), "one"));
	start_journal();
	log_warn("two");
	ck_assert_ptr_nonnull(strstr(entry(), "two"));
}

TEST(without_a_journal_standard_error_is_told)
{
	log_set_journal("nothing");
	log_set_targets(LOG_TO_SERVER | LOG_TO_SYSLOG);
	ck_assert_str_eq(standard_error_of(say_no_space, false),
			 "call.fcgi: no space\n");
}

TEST(a_journal_that_reads_nothing_stops_nobody)
{
	const struct journald_entry e = { "echoapp", "call.fcgi", NULL, "x" };
	int fd = journald_connect("journal"), i;

	for (i = 0; i < 10000; i++)
		ck_assert_int_eq(journald_send(fd, &e), 0);
	close(fd);
}

TEST(the_journal_is_reached_from_inside_the_sandbox)
{
	int status;
	pid_t pid;

	if (!sandbox_possible())
		return;
	pid = fork();
	if (pid == 0) {
		sandbox_enter(SANDBOX_FOLD, NULL, 0);
		log_warn("one");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(strstr(entry(), "one"));
	/* It connects again, too. */
	start_journal();
	pid = fork();
	if (pid == 0) {
		sandbox_enter(SANDBOX_FOLD, NULL, 0);
		log_warn("two");
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_ptr_nonnull(strstr(entry(), "two"));
}
