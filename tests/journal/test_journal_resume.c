/* journal_resume: where a reader continues after erase and purge. */

#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "journal/journal_resume.h"
#include "support/harness.h"

#define LINE(n)                                                                \
	"{\"time\":\"2026-11-23T10:48:0" #n                                    \
	".000000Z\",\"hook\":\"call\",\"status\":200,\"us\":1}\n"
#define CARRIED(run)                                                           \
	"{\"time\":\"2026-11-23T00:00:00.000000Z\",\"hook\":\"\","             \
	"\"status\":0,\"us\":0,\"purged\":{\"run\":" #run "}}\n"
/* A line of which erase has removed a name. */
#define ERASED(n)                                                              \
	"{\"time\":\"2026-11-23T10:48:0" #n                                    \
	".000000Z\",\"hook\":\"call\",\"status\":200,\"us\":1,\"body\":{}}\n"

static int
open_text(const char *name, const char *text)
{
	int fd;

	write_file(name, text);
	fd = open(name, O_RDONLY | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

/* `seen` of the old file was read; `fresh` of the new one is new. */
static const struct replaced {
	const char *old, *seen, *now, *fresh;
} replaced[] = {
	/* Another file. */
	{ LINE(1) LINE(2), LINE(1), LINE(3), LINE(3) },
	{ "", "", LINE(1), LINE(1) },
	{ LINE(1), LINE(1), "", "" },
	/* erase. */
	{ LINE(1) LINE(2), LINE(1) LINE(2), LINE(1) ERASED(2) LINE(3),
	  LINE(3) },
	{ LINE(1) LINE(2), LINE(1), ERASED(1) ERASED(2), ERASED(2) },
	{ CARRIED(1) LINE(2), CARRIED(1) LINE(2), CARRIED(1) ERASED(2) LINE(3),
	  LINE(3) },
	/* purge. */
	{ LINE(1) LINE(2) LINE(3), LINE(1) LINE(2) LINE(3),
	  CARRIED(1) LINE(2) LINE(4) LINE(5), LINE(4) LINE(5) },
	{ LINE(1) LINE(2), LINE(1) LINE(2), CARRIED(1), "" },
	{ LINE(1) LINE(2), LINE(1) LINE(2), CARRIED(1) LINE(3), LINE(3) },
	{ LINE(1) LINE(2), LINE(1), CARRIED(1) LINE(1) LINE(2), LINE(2) },
	{ CARRIED(1) LINE(2) LINE(3), CARRIED(1) LINE(2) LINE(3),
	  CARRIED(2) LINE(3) LINE(4), LINE(4) },
	{ CARRIED(1) LINE(2), CARRIED(1) LINE(2), CARRIED(2) LINE(2), "" },
};

TEST_LOOP(a_file_that_was_replaced_is_continued,
	  sizeof replaced / sizeof *replaced)
{
	const struct replaced *r = &replaced[_i];
	int old = open_text("old", r->old), new = open_text("new", r->now);
	off_t at = journal_resume_replaced(old, (off_t)strlen(r->seen), new);

	ck_assert_int_le(at, (off_t)strlen(r->now));
	ck_assert_str_eq(r->now + at, r->fresh);
	close(old);
	close(new);
}

TEST(a_file_that_was_shortened_is_continued)
{
	int fd = open_text("file", LINE(1));

	ck_assert_int_eq(journal_resume_shortened(fd), 0);
	close(fd);
	fd = open_text("file", CARRIED(1) LINE(1));
	ck_assert_int_eq(journal_resume_shortened(fd),
			 (off_t)strlen(CARRIED(1) LINE(1)));
	close(fd);
	fd = open_text("file", "");
	ck_assert_int_eq(journal_resume_shortened(fd), 0);
	close(fd);
}
