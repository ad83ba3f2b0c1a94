/*
 * response_cache - responses for others who ask the same within a moment: ten
 * open pages cost little more than one.
 */
#ifndef ECHOAPP_RESPONSE_CACHE_H
#define ECHOAPP_RESPONSE_CACHE_H

#include "base/buffer.h"
#include "base/timestamp.h"
#include "etag.h"

#define RESPONSE_CACHE_SIZE 16
/* How long a response is used; microseconds. */
#define RESPONSE_CACHE_TTL INT64_C(250000)

/* A zeroed struct is empty. */
struct response_cache {
	struct response_cache_entry {
		struct buffer query;
		int status;
		struct buffer body;
		char tag[ETAG_SIZE];
		timestamp made_at; /* 0: the entry is empty */
	} at[RESPONSE_CACHE_SIZE];
	size_t next; /* the entry to be replaced */
};

/* Returns NULL if there is none, or none that is recent. */
const struct response_cache_entry *
response_cache_find(const struct response_cache *, const char *query,
		    timestamp now);

/* Replaces the oldest entry; the caller fills in all but query and made_at. */
struct response_cache_entry *response_cache_insert(struct response_cache *,
						   const char *query,
						   timestamp now);

void response_cache_free(struct response_cache *);

#endif
