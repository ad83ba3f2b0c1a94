/*
 * in_force - STATE/in_force.json: with which configuration and rules the
 * programs for hooks work.
 *
 * A program writes it before its first hook and after it has read a new
 * version, unless another program did so before.  echoappctl and the page read
 * it, because the files may have changed since, or be broken now.
 */
#ifndef ECHOAPP_IN_FORCE_H
#define ECHOAPP_IN_FORCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/timestamp.h"

/* A version of a file. */
struct in_force_file {
	char *path;		      /* absolute; NULL: there is no file */
	char digest[DIGEST_HEX_SIZE]; /* of its text; "": it was not read */
	timestamp since; /* when a program first read this version */
};

/* A zeroed struct knows nothing; in_force_free() frees the paths. */
struct in_force {
	struct in_force_file conf;
	struct in_force_file rules;
	int64_t rule_count;
	struct error rules_error; /* "": the rules are in force; otherwise
				   * programs that started since answer 503 */
};

/* Returns 0; or -1: no program has written it, or it cannot be read. */
int in_force_read(struct in_force *, const char *state_dir);

/*
 * Writes it if the versions are others than those that are there, which keep
 * their times.  Returns 0, or -1 with errno.
 */
int in_force_write(const struct in_force *, const char *state_dir);

/* Are these paths names of one file? */
bool in_force_is_same_file(const char *a, const char *b);

void in_force_free(struct in_force *);

#endif
