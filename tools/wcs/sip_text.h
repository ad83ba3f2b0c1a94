/* sip_text_add - what WCS says to the SIP side when a hook lets it go on. */
#ifndef ECHOAPP_WCS_SIP_H
#define ECHOAPP_WCS_SIP_H

#include <stdbool.h>

#include "base/buffer.h"
#include "json_members.h"

/* What is known of a session; a zeroed one knows nothing. */
struct sip_session {
	char *domain;	  /* sipDomain, or NULL */
	bool is_incoming; /* its last call */
	bool is_answered;
};

/* Learns from a hook that goes on, with its members after the answer. */
void sip_text_update_session(struct sip_session *, const char *hook,
			     const struct json_members *);
void sip_text_free_session(struct sip_session *);

/*
 * Appends "INVITE sip:10002@sip.example.com", made of the hook's members after
 * the answer was taken; nothing when SIP hears nothing of this hook.
 */
void sip_text_add(struct buffer *, const char *hook,
		  const struct json_members *, const struct sip_session *);

#endif
