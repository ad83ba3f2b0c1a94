/* wcs_sip - what WCS says to the SIP side when a hook lets it go on. */
#ifndef ECHOAPP_WCS_SIP_H
#define ECHOAPP_WCS_SIP_H

#include "buffer.h"
#include "members.h"

/*
 * Appends "INVITE sip:10002@sip.example.com", made of the hook's members after
 * the answer was taken; nothing when SIP hears nothing of this hook.
 * `domain` is the session's sipDomain, or NULL.
 */
void wcs_sip(struct buffer *, const char *hook, const struct members *,
	     const char *domain);

#endif
