/*
 * sip_party - finds the names of one person in hooks.
 *
 * An account is named by its login, "10002", or by an address, as SIP writes
 * it: sip:10002@host;transport=tcp, "Jane" <sip:10002@host>, 10002@host; in
 * messages by a list of addresses.  A login alone means that account on any
 * host; a login with a host means the account on that host only.  All spellings
 * of an account are one (sip_address.h).
 */
#ifndef ECHOAPP_SIP_PARTY_H
#define ECHOAPP_SIP_PARTY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "sip_address.h"

struct sip_party {
	const char *name;	      /* as given, borrowed */
	char login[SIP_ACCOUNT_SIZE]; /* the account */
	char host[256];		      /* "": any host */
};

/* Borrows the name.  False: it has no login, or is too long. */
bool sip_party_parse(struct sip_party *, const char *name);

/*
 * Appends the text, a list of contacts, with `instead` for each contact that is
 * the person.  False: no contact is, and nothing is appended.
 */
bool sip_party_replace(const struct sip_party *, struct buffer *,
		       const char *text, size_t len, const char *instead);

/* Is the text the person's name, and nothing besides? */
bool sip_party_equals(const struct sip_party *, const char *text, size_t len);

/*
 * Finds the first place where the text has the login as a separate word, or a
 * number after a + with blanks and the like between its digits.
 */
bool sip_party_find(const struct sip_party *, const char *text, size_t len,
		    struct text_part *word);

/* The same, also in what is percent-encoded. */
bool sip_party_in_text(const struct sip_party *, const char *text, size_t len);

/* May a line of the journal name the person?  False is certain, and fast. */
bool sip_party_may_be_in(const struct sip_party *, const char *line,
			 size_t len);

/* Does a SIP message have the person's address, or user name, in it? */
bool sip_party_in_sip_message(const struct sip_party *, const char *text,
			      size_t len);

#endif
