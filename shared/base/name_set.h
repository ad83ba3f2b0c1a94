/*
 * names - a small set of member names, matched without regard to ASCII case:
 * WCS spells sipPassword, somebody's client will spell SipPassword.
 */
#ifndef ECHOAPP_NAMES_H
#define ECHOAPP_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct names {
	struct name {
		char *at;
		size_t len;
	} * at;
	size_t count;
	uint64_t lengths; /* bit n: some name is n bytes long (63: or more) */
};

void names_add(struct names *, const char *name, size_t len);
void names_remove(struct names *, const char *name, size_t len);
bool names_has(const struct names *, const char *name, size_t len);
void names_free(struct names *);

#endif
