/*
 * person - whom a name in a hook means.
 *
 * An account is named by its login, "10002", or by an address, as SIP writes
 * it: sip:10002@host;transport=tcp, "Jane" <sip:10002@host>, 10002@host; and
 * in messages by a list of such.  A login means that account wherever it is;
 * a login and a host mean the one at this host, and no other.
 */
#ifndef ECHOAPP_PERSON_H
#define ECHOAPP_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

struct sip_party {
	const char *name; /* as it was given */
	char login[256];  /* without scheme and host */
	char host[256];	  /* "": any */
};

/* False: that can be nobody's name. */
bool sip_party_parse(struct sip_party *, const char *name);

/*
 * Appends the text with `instead` for each contact in it that is the person;
 * false, and nothing is appended: none is.
 */
bool sip_party_replace(const struct sip_party *, struct buffer *,
		       const char *text, size_t len, const char *instead);

/* Is it a number or a word that is the person's name, letter by letter? */
bool sip_party_equals(const struct sip_party *, const char *text, size_t len);

/* Does the text say the name, as a word of its own? */
bool sip_party_in_text(const struct sip_party *, const char *text, size_t len);

/* Does a SIP message have the person's address in it? */
bool sip_party_in_sip_message(const struct sip_party *, const char *text,
			      size_t len);

#endif
