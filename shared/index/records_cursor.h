/* records_cursor - where an export of call records goes on. */
#ifndef ECHOAPP_RECORDS_CURSOR_H
#define ECHOAPP_RECORDS_CURSOR_H

#include "index.h"
#include "ledger.h"

/* The ledger's id, a point, `recorded`; with its NUL. */
#define RECORDS_CURSOR_SIZE (LEDGER_ID_SIZE + 21)

/* The cursor after all records of an index.  Returns 0 or -1. */
int records_cursor(struct index *, char cursor[RECORDS_CURSOR_SIZE],
		   timestamp *recorded);

/*
 * Reads a cursor.  Returns 0; or -1 and a reason if it is none, or of another
 * ledger than the index.
 */
int records_cursor_parse(struct index *, const char *cursor,
			 timestamp *recorded, struct error *);

#endif
