/*
 * fields - the members that WCS's bodies share (protocol.md, c).
 *
 * A field that is listed but not required may be missing; a member that is
 * not listed is nobody's business.  null counts as missing.
 */
#ifndef ECHOAPP_FIELDS_H
#define ECHOAPP_FIELDS_H

#include <stdbool.h>

#include "base/json_scan.h"
#include "entity_kind.h"

#define FIELDS_MAX 32

struct field {
	const char *name;
	unsigned kinds; /* a bit set of enum kind */
	bool required;
};

/* What a hook can be about: its identity, and what it looks like. */
struct shape {
	const char *name;
	enum about kind;
	const char *id; /* the member that tells one from another, or NULL */
	struct field fields[FIELDS_MAX];
};

extern const struct shape a_context; /* in every body */
extern const struct shape a_connection;
extern const struct shape a_registration; /* at a SIP server */
extern const struct shape a_call;
extern const struct shape a_message;
extern const struct shape a_stream;

#endif
