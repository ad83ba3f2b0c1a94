/*
 * fields - the members that bodies of WCS share (PROTOCOL.md, Bodies).
 *
 * A field is a member that we know.  If it is of another kind than listed, or
 * is required and missing or null, the journal gets a warning.  Members that
 * are not listed are never checked.
 */
#ifndef ECHOAPP_FIELDS_H
#define ECHOAPP_FIELDS_H

#include <stdbool.h>

#include "base/json_scan.h"
#include "entity_kind.h"

/* Of one list, which ends at the first field without a name. */
#define FIELDS_MAX 32

struct field {
	const char *name;
	unsigned kinds; /* allowed: a bit set of enum json_kind */
	bool required;
};

/* A kind of entity that hooks are about, and the fields of such hooks. */
struct entity_type {
	const char *name; /* for people */
	enum entity_kind kind;
	const char *id; /* the member with its id; NULL: one per session */
	struct field fields[FIELDS_MAX];
};

/* Not an entity: the fields of every body. */
extern const struct entity_type context_fields;

extern const struct entity_type connection_entity;
extern const struct entity_type registration_entity; /* of SIP */
extern const struct entity_type call_entity;
extern const struct entity_type message_entity;
extern const struct entity_type stream_entity;

#endif
