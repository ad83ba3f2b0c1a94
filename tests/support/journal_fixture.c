/* diary - a journal below ./state, for tests of the journal itself. */

#include "journal_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

struct journal *diary;

void
diary_open(void)
{
	diary = journal_new("state");
}

void
diary_close(void)
{
	journal_free(diary);
}

int
append_at(time_t when, const char *line)
{
	struct timespec ts = { .tv_sec = when };

	return journal_append(diary, &ts, line, strlen(line), false);
}

void
reads(const char *path, const char *want)
{
	char *text = harness_read_file(path, NULL);

	ck_assert_str_eq(text, want);
	free(text);
}
