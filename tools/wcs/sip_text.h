/* wcs_sip - what WCS says to the SIP side when a hook lets it go on. */
#ifndef ECHOAPP_WCS_SIP_H
#define ECHOAPP_WCS_SIP_H

#include <stdbool.h>

#include "base/buffer.h"
#include "json_object.h"

/* What is known of a session; a zeroed one knows nothing. */
struct wcs_session {
	char *domain;	  /* sipDomain, or NULL */
	bool is_incoming; /* its last call */
	bool is_answered;
};

/* Learns from a hook that goes on, with its members after the answer. */
void wcs_session_hear(struct wcs_session *, const char *hook,
		      const struct members *);
void wcs_session_free(struct wcs_session *);

/*
 * Appends "INVITE sip:10002@sip.example.com", made of the hook's members after
 * the answer was taken; nothing when SIP hears nothing of this hook.
 */
void wcs_sip(struct buffer *, const char *hook, const struct members *,
	     const struct wcs_session *);

#endif
