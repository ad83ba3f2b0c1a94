/* journal_fixture - a journal below ./state, for tests of the journal itself.
 */

#include "journal_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "harness.h"

struct journal *journal_fixture;

void
journal_fixture_open(void)
{
	journal_fixture = journal_new("state");
}

void
journal_fixture_close(void)
{
	journal_free(journal_fixture);
}

int
journal_fixture_append(time_t when, const char *line)
{
	struct timespec ts = { .tv_sec = when };

	return journal_append(journal_fixture, &ts, line, strlen(line), false);
}

void
journal_fixture_check(const char *path, const char *want)
{
	char *text = harness_read_file(path, NULL);

	ck_assert_str_eq(text, want);
	free(text);
}
