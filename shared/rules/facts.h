/*
 * facts - what rules test: the body of the request, and what is known besides.
 *
 *	callee        a member of the body: the sender's word
 *	jwt.sub       a claim of the token that a rule `prove` has verified
 *	link.name     a field of the link whose signature is verified
 *	session.role  what the connect of this session was let through with
 *
 * A member of the body that is named jwt, link or session is never a fact.
 */
#ifndef ECHOAPP_FACTS_H
#define ECHOAPP_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"

enum fact_source { FACT_BODY, FACT_JWT, FACT_LINK, FACT_SESSION, FACT_SOURCES };

/* "jwt", "link", "session"; NULL for the body. */
extern const char *const facts_source_names[FACT_SOURCES];

struct facts {
	/* NULL: nothing is known, so all of its members are missing. */
	const struct json_scan *of[FACT_SOURCES];
	/* Why it is unknown what the session has; NULL: it is known. */
	const char *session_unknown;
};

/* The source that the first name of a field means. */
enum fact_source facts_source_find(const char *name, size_t len);

#endif
