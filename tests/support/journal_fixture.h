/* journal_fixture - a journal below ./state, for tests of the journal itself.
 */
#ifndef ECHOAPP_JOURNAL_FIXTURE_H
#define ECHOAPP_JOURNAL_FIXTURE_H

#include <time.h>

#include "journal/journal.h"

/* 2026-11-23T10:48:07Z */
#define NOON_SECONDS ((time_t)1795430887)
#define NOON_DAY_FILE "state/journal/20261123.ndjson"

/* The journal of the test. */
extern struct journal *journal_fixture;

void journal_fixture_open(void);
void journal_fixture_close(void);

/* The result of journal_append(). */
int journal_fixture_append(time_t, const char *line);

/* Fails unless the file has exactly this text. */
void journal_fixture_check(const char *path, const char *want);

#endif
