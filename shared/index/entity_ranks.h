/* entity_ranks - the ranks of an entity's texts, as they are saved. */
#ifndef ECHOAPP_ENTITY_RANKS_H
#define ECHOAPP_ENTITY_RANKS_H

#include <stddef.h>

#include "entity.h"

/* The most bytes that entity_ranks_encode() writes. */
#define ENTITY_RANKS_SIZE (3 + TEXTS * sizeof(timestamp))

/* Returns how many bytes it wrote. */
size_t entity_ranks_encode(const struct entity *,
			   unsigned char bytes[ENTITY_RANKS_SIZE]);

void entity_ranks_decode(struct entity *, const unsigned char *bytes,
			 size_t len);

#endif
