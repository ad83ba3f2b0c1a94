/* outcome - what became of a batch that was sent. */

#include "outcome.h"

#include <stdbool.h>
#include <stdio.h>

#include "base/log.h"

/* Bytes of a response that a message shows, escaped. */
#define SHOWN_SIZE 200

static bool
is_about_the_message(long status)
{
	static const long others[] = { 401, 402, 403, 404, 405, 407, 408,
				       410, 421, 423, 425, 426, 429, 451 };
	size_t i;

	if (status < 400 || status > 499)
		return false;
	for (i = 0; i < sizeof others / sizeof *others; i++)
		if (status == others[i])
			return false;
	return true;
}

void
outcome_of_response(struct outcome_of_send *o, const struct http_request *r)
{
	char shown[SHOWN_SIZE], text[SHOWN_SIZE];

	*o = (struct outcome_of_send){
		.kind = SENT_FAILED,
		.status = (int)r->status,
		.retry_after = r->retry_after,
	};
	snprintf(text, sizeof text, "%.*s", (int)r->answer.len,
		 r->answer.len ? r->answer.at : "");
	log_escape(shown, sizeof shown, text);
	if (r->status >= 200 && r->status < 300)
		o->kind = SENT_DELIVERED;
	else if (!r->status)
		error_set(&o->error, "%s", r->error);
	else if (r->status >= 300 && r->status < 400)
		error_set(&o->error,
			  "status %ld: a redirection, which is not followed; "
			  "write the URL that it leads to",
			  r->status);
	else
		error_set(&o->error, "status %ld%s%s", r->status,
			  shown[0] ? ": " : "", shown);
	if (is_about_the_message(r->status))
		o->kind = SENT_REFUSED;
}
