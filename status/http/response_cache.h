/*
 * kept - answers of a moment ago, for others who ask the same: ten pages that
 * are open cost little more than one.
 */
#ifndef ECHOAPP_KEPT_H
#define ECHOAPP_KEPT_H

#include "base/buffer.h"
#include "base/timestamp.h"
#include "etag.h"

#define RESPONSE_CACHE_SIZE 16
/* How long an answer is as good as a new one; microseconds. */
#define RESPONSE_CACHE_TTL INT64_C(250000)

struct response_cache {
	struct response_cache_entry {
		struct buffer query;
		int status;
		struct buffer body;
		char tag[ETAG_SIZE];
		timestamp made_at; /* 0: it holds none */
	} at[RESPONSE_CACHE_SIZE];
	size_t next;
};

/* NULL: nobody asked that lately. */
const struct response_cache_entry *
response_cache_find(const struct response_cache *, const char *query,
		    timestamp now);

/* Where the answer to a question goes; the one that was longest there leaves.
 */
struct response_cache_entry *response_cache_insert(struct response_cache *,
						   const char *query,
						   timestamp now);

void response_cache_free(struct response_cache *);

#endif
