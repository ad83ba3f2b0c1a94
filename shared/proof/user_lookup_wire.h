/*
 * user_lookup_wire - what a program and the helper that asks a database of
 * users say to each other.
 *
 * Both are packets of a Unix socket (SOCK_SEQPACKET), which is the helper's
 * standard input: a head, and the bytes of a text to the end.
 */
#ifndef ECHOAPP_USER_LOOKUP_WIRE_H
#define ECHOAPP_USER_LOOKUP_WIRE_H

#include <stdint.h>

/* The name of the helper, in the directory of the programs for hooks. */
#define USER_LOOKUP_PROGRAM "echoapp-users"

/* Bytes of a user's name; nobody has a longer one. */
#define USER_LOOKUP_NAME_MAX 1000
/* Bytes of a user and a hash, or of why there is no answer. */
#define USER_LOOKUP_TEXT_MAX 2100
/* How long a database may take, in milliseconds; less than DEADLINE_MS. */
#define USER_LOOKUP_MS 1000
/* The same after it did not answer another process of the program. */
#define USER_LOOKUP_DOUBT_MS 100

/* The text is the user's name. */
struct user_lookup_question {
	uint32_t id;
	/* When the database last failed to answer any process; 0: it did not,
	 * or has answered since; microseconds of CLOCK_MONOTONIC. */
	int64_t doubtful_since;
};

enum user_lookup_result {
	/* The text is the user's name, as the database has it, and the hash of
	 * the password, a NUL after each. */
	USER_LOOKUP_FOUND,
	USER_LOOKUP_NOBODY, /* there is no such user */
	/* The text says why there is no answer, without a secret: */
	USER_LOOKUP_REFUSED, /* to this question */
	USER_LOOKUP_FAILED,  /* to any */
};

struct user_lookup_reply {
	uint32_t id; /* of the question */
	uint32_t result;
};

#endif
