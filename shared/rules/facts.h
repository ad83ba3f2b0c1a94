/*
 * facts - what rules test: the body of the request, and what is known besides.
 *
 *	callee        a member of the body: the sender's word
 *	jwt.sub       a claim of the token that a rule `prove` has verified
 *	link.name     a field of the link whose signature is verified
 *	account.name  the user whose password is verified
 *	session.role  what the connect of this session was let through with
 *
 *	now.time      the clock (local_clock.h), which only conditions test
 *	peer.address  who sent the hook: REMOTE_ADDR
 *	client.address  the browser, as WCS names it in sessionId
 *
 * A member of the body that is named like one of these is never a fact.
 */
#ifndef ECHOAPP_FACTS_H
#define ECHOAPP_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "base/timestamp.h"

enum fact_source {
	FACT_BODY,
	/* What a rule proves: */
	FACT_JWT,
	FACT_LINK,
	FACT_ACCOUNT,
	FACT_PROOFS, /* how many of these there are, and the body */
	FACT_SESSION = FACT_PROOFS,
	FACT_NOW,
	FACT_PEER,
	FACT_CLIENT,
	FACT_SOURCES
};

/* "jwt", "link", ...; NULL for the body. */
extern const char *const facts_source_names[FACT_SOURCES];

struct facts {
	/* NULL: nothing is known, so all of its members are missing. */
	const struct json_scan *of[FACT_SOURCES];
	/* Why it is unknown what there is; NULL: it is known. */
	const char *unknown[FACT_SOURCES];
	timestamp now; /* of FACT_NOW */
};

/* The source that the first name of a field means. */
enum fact_source facts_source_find(const char *name, size_t len);

#endif
