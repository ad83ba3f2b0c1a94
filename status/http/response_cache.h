/*
 * kept - answers of a moment ago, for others who ask the same: ten pages that
 * are open cost little more than one.
 */
#ifndef ECHOAPP_KEPT_H
#define ECHOAPP_KEPT_H

#include "base/buffer.h"
#include "base/timestamp.h"
#include "etag.h"

#define KEPT 16
/* How long an answer is as good as a new one; microseconds. */
#define KEPT_FOR INT64_C(250000)

struct kept {
	struct kept_answer {
		struct buffer question;
		int status;
		struct buffer body;
		char tag[TAG_SIZE];
		moment when; /* 0: it holds none */
	} at[KEPT];
	size_t turn;
};

/* NULL: nobody asked that lately. */
const struct kept_answer *kept_find(const struct kept *, const char *question,
				    moment now);

/* Where the answer to a question goes; the one that was longest there leaves.
 */
struct kept_answer *kept_place(struct kept *, const char *question, moment now);

void kept_free(struct kept *);

#endif
