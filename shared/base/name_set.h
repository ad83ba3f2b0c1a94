/*
 * name_set - a small set of names of JSON members.
 *
 * Names match without regard to ASCII case, because WCS sends sipPassword and a
 * client may send SipPassword.
 */
#ifndef ECHOAPP_NAME_SET_H
#define ECHOAPP_NAME_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed struct is an empty set. */
struct name_set {
	struct name_set_entry {
		char *at;
		size_t len;
	} * at;
	size_t count;
	uint64_t lengths; /* bit n: a name has n bytes; bit 63: or more */
};

/* Copies the name.  Adding it again, or removing it again, does nothing. */
void name_set_add(struct name_set *, const char *name, size_t len);
void name_set_remove(struct name_set *, const char *name, size_t len);

bool name_set_has(const struct name_set *, const char *name, size_t len);
void name_set_free(struct name_set *);

#endif
