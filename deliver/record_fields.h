/* record_fields - a message's data in another form than JSON as it is. */
#ifndef ECHOAPP_RECORD_FIELDS_H
#define ECHOAPP_RECORD_FIELDS_H

#include "batch.h"

/*
 * The members of an object whose names are separated by commas; the caller
 * frees it.
 */
struct record_fields {
	char *names; /* with NULs in place of the commas */
	size_t count;
};

/* Chooses these columns; NULL: all columns of call records. */
void record_fields_init(struct record_fields *, const char *columns);
void record_fields_free(struct record_fields *);

/* Appends the line of names, and that of a message's data (RFC 4180). */
void record_fields_head(const struct record_fields *, struct buffer *);
void record_fields_csv(const struct record_fields *, const char *json,
		       size_t len, struct buffer *);

/* Appends an object of these members; null for what is missing. */
void record_fields_json(const struct record_fields *, const char *json,
			size_t len, struct buffer *);

#endif
