/*
 * stand_ins - what the passwords of unknown users of a database are checked by.
 *
 * Checking a wrong password has to take as long for an unknown user as for a
 * known one, so it needs a hash of the same kind.  A file of users has some; of
 * a database, the kinds are remembered that were found lately: the method and
 * its cost, without salt and hash.
 */
#ifndef ECHOAPP_STAND_INS_H
#define ECHOAPP_STAND_INS_H

#include <stddef.h>

/* Processes that are forked after this call remember together. */
void stand_ins_share(void);

/* Forgets all kinds that were found. */
void stand_ins_forget(void);

/* Remembers the kind of a hash that passwd_fault() accepts. */
void stand_ins_note(const char *hash);

/* How many kinds there are; at least one. */
size_t stand_ins_count(void);

/* A hash of that kind which no password has; good until the next call. */
const char *stand_ins_get(size_t number);

#endif
