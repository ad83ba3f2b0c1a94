/* outcome - what became of a batch that was sent. */
#ifndef ECHOAPP_OUTCOME_H
#define ECHOAPP_OUTCOME_H

#include "base/error.h"
#include "http_post.h"

struct outcome_of_send {
	enum outcome_kind {
		SENT_DELIVERED,
		SENT_FAILED,  /* the destination is at fault: try again */
		SENT_REFUSED, /* these messages are: never again */
	} kind;
	int status;	    /* HTTP; 0: no response */
	long retry_after;   /* seconds; 0: not said */
	struct error error; /* unless delivered */
};

/*
 * What a response means.  A status that another request would get as well, such
 * as 401 or 404, is the destination's fault, so that a wrong secret does not
 * make dead letters of all records.
 */
void outcome_of_response(struct outcome_of_send *, const struct http_request *);

#endif
