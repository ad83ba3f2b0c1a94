/*
 * entity_texts - which of the texts that hooks told an entity has.
 *
 * Each text has the rank of its source, and the smallest rank wins, so texts do
 * not depend on the order of lines.  A rank is a time: status events rank
 * before requests, and earlier lines before later ones.
 */
#ifndef ECHOAPP_ENTITY_TEXTS_H
#define ECHOAPP_ENTITY_TEXTS_H

#include "entity.h"
#include "method.h"

/* Sets a text unless it is NULL, empty or of a worse rank; copied. */
void entity_texts_set(struct entity *, enum entity_text, const char *,
		      timestamp rank);

void entity_texts_drop(struct entity *, enum entity_text);

/* Sets what a line tells: names, app, info, and the direction. */
void entity_texts_set_all(struct entity *, const struct journal_line *,
			  enum hook_role);

#endif
