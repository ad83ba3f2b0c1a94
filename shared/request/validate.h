/*
 * validate - warns about the body of a known hook: a field is missing, is of
 * another kind, or appears twice.
 *
 * Warnings are recorded.  Only strict = yes refuses the hook, because no call
 * may fail over them.
 */
#ifndef ECHOAPP_VALIDATE_H
#define ECHOAPP_VALIDATE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "method.h"
#include "protocol/fields.h"

#define VALIDATE_FIELDS_MAX 64

/* The fields of a method, of its entity, and of the context. */
struct expected_fields {
	const struct method *method;
	size_t count;
	struct {
		const struct field *field;
		size_t len; /* of its name */
	} at[VALIDATE_FIELDS_MAX];
};

/* Collects the fields of the method, which must outlive the struct. */
void validate_prepare(struct expected_fields *, const struct method *);

/*
 * Appends the warnings, each a JSON string with a comma before it.  They name
 * our fields, and contain no text of the body.
 */
void validate_body(const struct expected_fields *, const struct json_scan *,
		   struct buffer *warnings);

#endif
