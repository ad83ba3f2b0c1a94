/*
 * odd - what is strange about the body of a known hook: a field missing, of
 * another kind, or there twice.  It is recorded, not refused, because no call
 * may fail over it; unless strict = yes.
 */
#ifndef ECHOAPP_ODD_H
#define ECHOAPP_ODD_H

#include <stddef.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "method.h"
#include "protocol/fields.h"

#define EXPECTED_MAX 64

/* All the fields that a method draws on, the most particular first. */
struct expected {
	const struct method *method;
	size_t count;
	struct {
		const struct field *field;
		size_t len; /* of its name */
	} at[EXPECTED_MAX];
};

void odd_expect(struct expected *, const struct method *);

/*
 * Appends what is strange, each a JSON string with a comma before it.  The
 * sentences hold names of our fields, nothing of the body's.
 */
void odd_find(const struct expected *, const struct scan *, struct buffer *odd);

#endif
