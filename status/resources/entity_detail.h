/* one - everything about one entity, with every step it took. */
#ifndef ECHOAPP_ONE_H
#define ECHOAPP_ONE_H

#include "index/entity.h"
#include "status/api.h"

/* Those that have the inquiry's id: it may be that of several. */
void entity_detail_answer(struct api *, const struct url_query *,
			  struct api_response *, enum entity_kind);

#endif
