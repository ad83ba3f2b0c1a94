/*
 * odd - what is strange about the body of a known hook: a field missing, of
 * another kind, or there twice.  It is recorded, not refused, because no call
 * may fail over it; unless strict = yes.
 */
#ifndef ECHOAPP_VALIDATE_H
#define ECHOAPP_VALIDATE_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "method.h"
#include "protocol/fields.h"

#define VALIDATE_FIELDS_MAX 64

/* All the fields that a method draws on, the most particular first. */
struct expected_fields {
	const struct method *method;
	size_t count;
	struct {
		const struct field *field;
		size_t len; /* of its name */
	} at[VALIDATE_FIELDS_MAX];
};

void validate_prepare(struct expected_fields *, const struct method *);

/*
 * Appends what is strange, each a JSON string with a comma before it.  The
 * sentences hold names of our fields, nothing of the body's.
 */
void validate_body(const struct expected_fields *, const struct json_scan *,
		   struct buffer *warnings);

#endif
