/*
 * names - a small set of member names, matched without regard to ASCII case:
 * WCS spells sipPassword, somebody's client will spell SipPassword.
 */
#ifndef ECHOAPP_NAMES_H
#define ECHOAPP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct name_set {
	struct name_set_entry {
		char *at;
		size_t len;
	} * at;
	size_t count;
	uint64_t lengths; /* bit n: some name is n bytes long (63: or more) */
};

void name_set_add(struct name_set *, const char *name, size_t len);
void name_set_remove(struct name_set *, const char *name, size_t len);
bool name_set_has(const struct name_set *, const char *name, size_t len);
void name_set_free(struct name_set *);

#endif
