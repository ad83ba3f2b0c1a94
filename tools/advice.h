/*
 * advice - rules that are right, and do nothing all the same.
 *
 * The largest trap is WCS's: it takes no answer to what has happened already.
 * The others are slips of who writes the rules.
 */
#ifndef ECHOAPP_ADVICE_H
#define ECHOAPP_ADVICE_H

#include "finding.h"
#include "rules.h"

void advise(struct findings *, const struct rules *);

/* For advice.c: what is odd about the fields that a rule names. */
void advise_fields(struct findings *, const struct rule *,
		   const struct method *);

#endif
