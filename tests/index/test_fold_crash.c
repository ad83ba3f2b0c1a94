/* fold: killed at any moment, and on a disk that is full. */

#include "index/fold.h"

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "journal/journal.h"
#include "support/harness.h"
#include "support/history.h"

#define ROUNDS 200
/* Processes that share one state directory. */
#define TOGETHER 10
#define WRITERS 2
#define FOLDERS 2
#define LINES_EACH 200

struct shared {
	unsigned written[WRITERS]; /* lines that were acknowledged */
	char why[256];		   /* a folder gave up */
};

static struct shared *shared;

static const char *const statuses[] = { "TRYING", "RING", "ESTABLISHED", "HOLD",
					"FINISH" };

static void
give_up(const char *why)
{
	if (shared)
		snprintf(shared->why, sizeof shared->why, "%s", why);
	_exit(1);
}

static void
nap(unsigned microseconds)
{
	struct timespec t = { .tv_nsec = microseconds * 1000L };

	nanosleep(&t, NULL);
}

static char *
line_number(int writer, unsigned n)
{
	char session[32], members[128];

	snprintf(session, sizeof session, "w%d-%u", writer, n / 60);
	snprintf(members, sizeof members,
		 "\"callId\":\"%u\",\"status\":\"%s\",\"name\":\"%d:%u;\"",
		 n / 6, n % 6 ? statuses[n % 6 - 1] : "PENDING", writer, n);
	return history_line(NOON_US + n * SECOND_US + writer,
			    n % 60 == 59 ? "ConnectionStatusEvent"
			    : n % 6	 ? "CallStatusEvent"
					 : "call",
			    200, session, members);
}

static void
write_for_ever(int writer)
{
	struct journal *j = journal_new("state");
	struct timespec day = { .tv_sec = NOON_US / SECOND_US };
	unsigned i;

	for (i = 0; i < LINES_EACH; i++) {
		char *line = line_number(writer, shared->written[writer]);

		if (journal_append(j, &day, line, strlen(line), false))
			give_up(journal_error(j));
		shared->written[writer]++;
		free(line);
		if (i % 8 == 0)
			nap(100);
	}
	for (;;)
		pause();
}

static void
fold_for_ever(uint64_t seed)
{
	struct fold_task task = { .state_dir = "state",
				  .timeouts = &history_patient };
	struct fold_result done;

	for (;;) {
		struct error e;
		struct index *ix = index_open("state", &e);
		int i;

		if (!ix)
			give_up(e.text);
		for (i = 0; i < 20; i++) {
			task.lines_max = next_random(&seed) % 50;
			task.no_wait = next_random(&seed) % 2;
			if (fold(ix, &task, &done))
				give_up(done.error.text);
		}
		index_close(ix);
	}
}

static void
kill_and_wait(const pid_t *children, int count)
{
	int i, status;

	for (i = 0; i < count; i++)
		kill(children[i], SIGKILL);
	for (i = 0; i < count; i++) {
		ck_assert_int_eq(waitpid(children[i], &status, 0), children[i]);
		ck_assert_msg(WIFSIGNALED(status), "child %d gave up: %s", i,
			      shared ? shared->why : "");
	}
}

static void
play_round(uint64_t *seed)
{
	pid_t children[WRITERS + FOLDERS];
	int i;

	for (i = 0; i < WRITERS + FOLDERS; i++) {
		uint64_t own = next_random(seed);

		children[i] = fork();
		ck_assert_int_ge(children[i], 0);
		if (children[i] == 0 && i < WRITERS)
			write_for_ever(i);
		else if (children[i] == 0)
			fold_for_ever(own);
	}
	nap(500 + (unsigned)(next_random(seed) % 12000));
	kill_and_wait(children, WRITERS + FOLDERS);
}

/* Every acknowledged line is in the journal once, and whole. */
static void
check_journal(void)
{
	char *text = harness_read_file("state/journal/" DAY_FILE, NULL);
	char *line = text, *end;
	unsigned next[WRITERS] = { 0 }, n;
	int writer;

	for (; (end = strchr(line, '\n')); line = end + 1) {
		char *name, *wanted;

		*end = '\0';
		/* Torn by a kill, and ended by the next writer. */
		if (!(name = strstr(line, "\"name\":\"")) || end[-1] != '}')
			continue;
		ck_assert_int_eq(sscanf(name, "\"name\":\"%d:%u;", &writer, &n),
				 2);
		ck_assert_int_lt(writer, WRITERS);
		wanted = line_number(writer, n);
		wanted[strlen(wanted) - 1] = '\0';
		ck_assert_str_eq(line, wanted);
		free(wanted);
		/* A line may have been written but not acknowledged. */
		ck_assert(n == next[writer] || n + 1 == next[writer]);
		next[writer] = n + 1;
	}
	for (writer = 0; writer < WRITERS; writer++)
		ck_assert_uint_ge(next[writer], shared->written[writer]);
	free(text);
}

static void
unmount(void)
{
	umount2("small", MNT_DETACH);
}

const struct test_setup test_setup = {
	.after = unmount,
};

TEST_LOOP(whoever_is_killed_the_index_is_what_the_journal_tells,
	  ROUNDS / TOGETHER)
{
	uint64_t seed = (uint64_t)_i + 1;
	int i;

	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert(shared != MAP_FAILED);
	history_tell(0, "connect", "s", "");
	unlink("state/journal/" DAY_FILE);
	for (i = 0; i < TOGETHER; i++) {
		play_round(&seed);
		if (access("state/journal/" DAY_FILE, F_OK) == 0) {
			history_fold();
			check_journal();
		}
	}
	ck_assert_uint_gt(shared->written[0] + shared->written[1], 0);
	history_check_same(history_tables("state"),
			   history_fresh_tables("state", &history_patient),
			   "after kills");
	munmap(shared, sizeof *shared);
}

/* More lines than fit into one transaction. */
static void
tell_many(void)
{
	static char text[1 << 20];
	size_t len = 0;
	unsigned n;

	for (n = 0; n < 110000; n++) {
		char *line = line_number(0, n);

		if (len + strlen(line) > sizeof text) {
			history_append("state", DAY_FILE, text, len);
			len = 0;
		}
		memcpy(text + len, line, strlen(line));
		len += strlen(line);
		free(line);
	}
	history_append("state", DAY_FILE, text, len);
}

TEST(a_rebuild_that_is_killed_is_begun_again)
{
	uint64_t seed = 5;
	char *whole;
	pid_t child;
	int i;

	tell_many();
	whole = history_fresh_tables("state", &history_patient);
	for (i = 0; i < 3; i++) {
		child = fork();
		if (child == 0)
			fold_for_ever(1);
		nap((unsigned)(next_random(&seed) % 600000));
		kill_and_wait(&child, 1);
	}
	child = fork();
	if (child == 0) {
		struct fold_task task = {
			.state_dir = "state",
			.timeouts = &history_patient,
			.rebuild = true,
		};
		struct fold_result done;

		_exit(fold(index_open("state", NULL), &task, &done) != 0);
	}
	nap(500000);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	history_fold_by("state", 40000, NULL);
	history_check_same(history_tables("state"), whole, "after kills");
}

/* Fills the disk up to `spare` bytes. */
static void
fill_up(const char *path, long spare)
{
	static char block[4096];
	FILE *f = fopen(path, "wb");

	ck_assert_ptr_nonnull(f);
	setvbuf(f, NULL, _IONBF, 0);
	while (fwrite(block, 1, sizeof block, f) == sizeof block)
		continue;
	fflush(f);
	if (spare)
		ck_assert_int_eq(
		    ftruncate(fileno(f), ftell(f) / 4096 * 4096 - spare), 0);
	fclose(f);
}

TEST(a_full_disk_is_told_of_and_heals)
{
	struct error why;
	int i, failures = 0;

	ck_assert_int_eq(mkdir("small", 0700), 0);
	/* Needs the right to mount; the mount ends with the process. */
	if (unshare(CLONE_NEWNS) ||
	    mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
	    mount("small", "small", "tmpfs", 0, "size=1m"))
		return;
	for (i = 0; i < 300; i++) {
		char *line = line_number(0, (unsigned)i);

		history_append("small/state", DAY_FILE, line, strlen(line));
		free(line);
	}
	for (i = 0; i < 12; i++) {
		fill_up("small/filler", i * 32768L);
		if (history_fold_may_fail("small/state", &why)) {
			failures++;
			ck_assert_msg(strstr(why.text, "full") ||
					  strstr(why.text, "No space"),
				      "%s", why.text);
		}
		unlink("small/filler");
		history_fold_upto("small/state", &history_patient, 0);
		history_check_same(
		    history_tables("small/state"),
		    history_fresh_tables("small/state", &history_patient),
		    "healed");
		unlink("small/state/index.db");
	}
	umount("small");
	ck_assert_int_gt(failures, 0);
}
