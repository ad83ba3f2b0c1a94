/* records_cursor - where an export of call records goes on. */

#include "records_cursor.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "ledger_known.h"

int
records_cursor(struct index *ix, char cursor[RECORDS_CURSOR_SIZE],
	       timestamp *recorded)
{
	struct ledger_known known;

	if (ledger_known_read(&known, ix) < 0)
		return -1;
	*recorded = known.last;
	snprintf(cursor, RECORDS_CURSOR_SIZE, "%s.%" PRId64, known.id,
		 known.last);
	return 0;
}

int
records_cursor_parse(struct index *ix, const char *cursor, timestamp *recorded,
		     struct error *e)
{
	char end, given[LEDGER_ID_SIZE];
	struct ledger_known known;

	if (strspn(cursor, "0123456789abcdef") != LEDGER_ID_SIZE - 1 ||
	    sscanf(cursor, "%16[0-9a-f].%" SCNd64 "%c", given, recorded,
		   &end) != 2 ||
	    *recorded < 0)
		return error_set(e, "\"%.60s\" is no cursor", cursor);
	if (ledger_known_read(&known, ix) < 0)
		return error_set(e, "%s", index_error(ix));
	if (strcmp(known.id, given) == 0)
		return 0;
	return error_set(
	    e,
	    "the cursor %.60s is of another ledger than " LEDGER_NAME
	    " of this state; export once by the time of the last"
	    " export, with --since, and begin another cursor",
	    cursor);
}
