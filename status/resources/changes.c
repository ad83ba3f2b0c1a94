/* changes - /status/changes: a stream of events for open pages. */

#include "status/api.h"

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	(void)a;
	(void)q;
	r->type = "text/event-stream";
	r->no_etag = true;
	r->stays_open = true;
	buffer_str(&r->body, CHANGES_FIRST);
}

const struct resource changes_resource = {
	.name = "changes",
	.summary = "Server-Sent Events: something changed",
	.not_in_batch = true,
	.answer = answer,
};
