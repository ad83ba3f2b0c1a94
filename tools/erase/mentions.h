/*
 * mentions - where lines of the journal still name a person: in members that
 * only an operator knows, such as those of `custom`, and in texts.
 */
#ifndef ECHOAPP_MENTIONS_H
#define ECHOAPP_MENTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/json_scan.h"
#include "sip_party.h"

/* So many members are told apart; the rest is counted together. */
#define MENTIONS_MAX 100

/* Bytes of a member's path, "custom.user", with a NUL. */
#define MENTIONS_PATH_SIZE 128

struct mentions {
	const struct sip_party *person;
	/* For ids: another text than "erased", so that two persons' ids stay
	 * different. */
	char id[24];
	struct mentions_member {
		char path[MENTIONS_PATH_SIZE];
		uint64_t values;
	} at[MENTIONS_MAX];
	size_t count;
	uint64_t others; /* values of members that are not in `at` */
};

/*
 * Counts the values, and names of members, in which a line names the person.
 * With `out` it appends the line without them, if there are any, and returns
 * true.
 */
bool mentions_in_line(struct mentions *, struct buffer *out, struct json_scan *,
		      const char *line, size_t len);

#endif
