/*
 * fields - the members that WCS's bodies share (PROTOCOL.md, Bodies).
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
	unsigned kinds; /* a bit set of enum json_kind */
	bool required;
};

/* What a hook can be about: its identity, and what it looks like. */
struct entity_type {
	const char *name;
	enum entity_kind kind;
	const char *id; /* the member that tells one from another, or NULL */
	struct field fields[FIELDS_MAX];
};

extern const struct entity_type context_fields; /* in every body */
extern const struct entity_type connection_entity;
extern const struct entity_type registration_entity; /* at a SIP server */
extern const struct entity_type call_entity;
extern const struct entity_type message_entity;
extern const struct entity_type stream_entity;

#endif
