/* ledger_known - how much of which ledger an index knows. */
#ifndef ECHOAPP_LEDGER_KNOWN_H
#define ECHOAPP_LEDGER_KNOWN_H

#include "index.h"
#include "ledger.h"

struct ledger_known {
	char id[LEDGER_ID_SIZE]; /* "0": of none */
	off_t size;		 /* bytes; later lines are not known */
	timestamp last;		 /* the time of the last line */
};

/* Returns 1; 0: the index knows none, all is 0; or -1, see index_error(). */
int ledger_known_read(struct ledger_known *, struct index *);

/* The index knows all of the ledger.  Within a transaction.  0 or -1. */
int ledger_known_write(struct index *, const struct ledger *);

#endif
