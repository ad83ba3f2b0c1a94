/*
 * harness - what every test is linked with; it holds main().
 *
 * A test file defines tests(), which adds its tests to the case it is given.
 * Each test starts in an empty directory of its own, which is gone afterwards,
 * and in a process of its own (unless CK_FORK=no).
 */
#ifndef ECHOAPP_HARNESS_H
#define ECHOAPP_HARNESS_H

#include <check.h>
#include <stddef.h>
#include <stdint.h>

void tests(TCase *);

/* The whole file, with a NUL behind it; *len may be NULL.  Never freed. */
char *read_file(const char *path, size_t *len);
void write_file(const char *path, const char *text);

/* What a command of sh says; it has to succeed.  Never freed. */
char *output_of(const char *command);

/* The root of the source tree. */
const char *source_dir(void);

/* An absolute path below it; good until the next call. */
const char *source_path(const char *below);

/* The journal's only day file below a state directory, or NULL. */
char *journal_path(const char *state_dir);

/* That of ./state so far; fails when there is none. */
char *journal(void);

/* Its last line, without the newline. */
char *last_line(void);

/* How many lines end in a newline. */
size_t count_lines(const char *text);

/* Counts how often `needle` stands in `text`. */
size_t count_of(const char *text, const char *needle);

/* A pseudo-random number generator with a seed of its own (xorshift64). */
uint64_t next_random(uint64_t *state);

#endif
