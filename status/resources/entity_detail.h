/* entity_detail - an entity with all of its steps. */
#ifndef ECHOAPP_ENTITY_DETAIL_H
#define ECHOAPP_ENTITY_DETAIL_H

#include "index/entity.h"
#include "status/api.h"

/* Answers with the entities of that kind that have the id of the query. */
void entity_detail_answer(struct api *, const struct url_query *,
			  struct api_response *, enum entity_kind);

#endif
