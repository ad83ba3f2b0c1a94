/* diary - a journal below ./state, for tests of the journal itself. */
#ifndef ECHOAPP_DIARY_H
#define ECHOAPP_DIARY_H

#include <time.h>

#include "journal/journal.h"

/* 2026-11-23T10:48:07Z */
#define NOON ((time_t)1795430887)
#define TODAY "state/journal/20261123.ndjson"

/* The one that a test has. */
extern struct journal *diary;

void diary_open(void);
void diary_close(void);

/* What journal_append() returns. */
int append_at(time_t, const char *line);

/* Fails unless the file says just that. */
void reads(const char *path, const char *want);

#endif
