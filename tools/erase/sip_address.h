/*
 * sip_address - the parts of an address of SIP, and the account that it names.
 *
 * An account has many spellings: +49-30-123 as in tel:, 4930123, 4930%3123,
 * 123;phone-context=+4930.  sip_address_account() makes them one.
 */
#ifndef ECHOAPP_SIP_ADDRESS_H
#define ECHOAPP_SIP_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* A text that is not terminated. */
struct text_part {
	const char *at;
	size_t len;
};

struct sip_address {
	struct text_part login;
	struct text_part host;	  /* empty: any */
	struct text_part context; /* of phone-context, or empty */
	bool is_bare;		  /* it has neither scheme nor host */
};

/* sip:10002@host;a=b, tel:+4930123, 10002@host; else the login is all of it. */
struct sip_address sip_address_parse(struct text_part);

/* Length of the scheme that the text begins with, with the colon; or 0. */
size_t sip_address_scheme(struct text_part);

/* Of the longest account, with a NUL. */
#define SIP_ACCOUNT_SIZE 256

/*
 * Writes the account that `login`, after `context` (may be empty), is a
 * spelling of: a number's digits, or else the login without percent-encoding.
 * False: it is empty, longer than an account, or has a NUL.
 */
bool sip_address_account(char into[SIP_ACCOUNT_SIZE], struct text_part context,
			 struct text_part login);

/* Appends the text without percent-encoding. */
void sip_address_decode(struct buffer *, struct text_part);

#endif
