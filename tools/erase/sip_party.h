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

struct person {
	const char *name; /* as it was given */
	char login[256];  /* without scheme and host */
	char host[256];	  /* "": any */
};

/* False: that can be nobody's name. */
bool person_read(struct person *, const char *name);

/*
 * Appends the text with `instead` for each contact in it that is the person;
 * false, and nothing is appended: none is.
 */
bool person_replace(const struct person *, struct buffer *, const char *text,
		    size_t len, const char *instead);

/* Is it a number or a word that is the person's name, letter by letter? */
bool person_is(const struct person *, const char *text, size_t len);

/* Does the text say the name, as a word of its own? */
bool person_is_said(const struct person *, const char *text, size_t len);

/* Does a SIP message have the person's address in it? */
bool person_is_addressed(const struct person *, const char *text, size_t len);

#endif
