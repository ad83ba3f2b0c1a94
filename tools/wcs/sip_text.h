/* sip_text - the SIP request that WCS sends when a hook is let through. */
#ifndef ECHOAPP_SIP_TEXT_H
#define ECHOAPP_SIP_TEXT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "json_members.h"

/* What the hooks of a session have said so far; zeroed: nothing. */
struct sip_session {
	char *domain;	  /* sipDomain, or NULL */
	bool is_incoming; /* the last call of the session */
	bool is_answered;
};

/* Takes up a hook that goes on; the members are those after the answer. */
void sip_text_update_session(struct sip_session *, const char *hook,
			     const struct json_members *);
void sip_text_free_session(struct sip_session *);

/*
 * Appends, as in "INVITE sip:10002@sip.example.com", what the hook causes in
 * SIP; the members are those after the answer.  Nothing, if it causes nothing.
 */
void sip_text_add(struct buffer *, const char *hook,
		  const struct json_members *, const struct sip_session *);

#endif
