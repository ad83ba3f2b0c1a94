/*
 * denied - what SELinux or AppArmor has kept somebody from, as the kernel's log
 * tells it.
 */
#ifndef ECHOAPP_DENIED_H
#define ECHOAPP_DENIED_H

#include <stdbool.h>
#include <stdint.h>

enum denial_source { DENIAL_SELINUX, DENIAL_APPARMOR };

struct denial {
	enum denial_source source;
	int64_t time;	    /* seconds since the epoch */
	char program[64];   /* the program, its first 15 letters */
	char operation[64]; /* "write open"; "exec" */
	char mask[16];	    /* AppArmor's letters for it, or "" */
	char object[1024];  /* a path, the end of one, or a port; or "" */
	char class[32];	    /* SELinux's, of the object: "dir"; or "" */
	char domain[256];   /* AppArmor's profile, SELinux's type of who */
};

/*
 * Reads a line of audit.log, kern.log or /dev/kmsg.  False: it tells of none,
 * or of one that was only logged.
 */
bool denials_parse(struct denial *, const char *line);

/* Is its object that directory, or something in it? */
bool denials_is_below(const struct denial *, const char *dir);

#endif
