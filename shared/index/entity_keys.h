/*
 * entity_keys - a set of entities, and the file that tells of a purge at work.
 *
 * A purge changes many files, and cannot change all of them at once.  So it
 * writes first which entities stay, to STATE/journal/.purge.  As long as that
 * file is there, a fold takes no other entity from the days before the purge's
 * date, and a purge that was killed has left no half of a call behind.
 */
#ifndef ECHOAPP_ENTITY_KEYS_H
#define ECHOAPP_ENTITY_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash_index.h"
#include "journal/journal_line.h"
#include "protocol/entity_kind.h"

/* A zeroed struct is an empty set. */
struct entity_keys {
	char before[sizeof "20261123"]; /* the date of the file; "": none */
	char **at;
	size_t count;
	struct hash_index by_key;
};

/*
 * Adds an entity and its connection, given the connection's id.  A registration
 * is one with its connection.
 */
void entity_keys_add(struct entity_keys *, enum entity_kind,
		     const char *connection, const char *id);
void entity_keys_free(struct entity_keys *);

/* Is the entity that the line is about in the set? */
bool entity_keys_has(const struct entity_keys *, const struct journal_line *);

/* Writes the file, and replaces it at once.  Returns 0, or -1 with errno. */
int entity_keys_write(const struct entity_keys *, int journal_dir);

/*
 * Reads the file.  Returns 0; if there is none, or it is empty or torn in its
 * date, `before` is "".  Or -1 with errno.
 */
int entity_keys_read(struct entity_keys *, int journal_dir);

/* Removes the file: the purge is complete.  Returns 0, or -1 with errno. */
int entity_keys_remove(int journal_dir);

#endif
