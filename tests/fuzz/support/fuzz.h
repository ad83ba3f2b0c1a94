/* fuzz - what fuzzers share: promises, a directory, and parts of an input. */
#ifndef ECHOAPP_FUZZ_H
#define ECHOAPP_FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

/* The functions of a fuzzer, which libFuzzer calls. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A promise: ends the fuzzer, with the input as a crash, if it does not hold.
 */
#define MUST(condition) fuzz_must((condition), #condition, __FILE__, __LINE__)
void fuzz_must(bool holds, const char *what, const char *file, int line);

/* Has the text printable ASCII only? */
bool fuzz_is_printable(const char *text);

/*
 * Enters an empty directory, which is removed when the fuzzer ends, and drops
 * what the code logs.
 */
void fuzz_start(void);

/*
 * The root of the source tree, where fuzzers are started; known after
 * fuzz_start(), also to the processes that libFuzzer starts itself.
 */
const char *fuzz_source_dir(void);

/* Writes standard output to a file of that name from now on. */
void fuzz_redirect_output(const char *path);

/* An input, and how much of it was taken. */
struct fuzz_input {
	const uint8_t *at;
	size_t left;
};

/* The next byte; 0 after the end. */
unsigned fuzz_byte(struct fuzz_input *);

/* A part up to the next NUL, or to the end, as a string; the caller frees it.
 */
char *fuzz_string(struct fuzz_input *);

/*
 * The rest.  It has no NUL at its end, so that a sanitizer sees any overrun;
 * the caller frees it.
 */
char *fuzz_rest(struct fuzz_input *, size_t *len);

void fuzz_write_file(const char *path, const void *bytes, size_t len);

/* Moves the lines of ./state to the buffer; at midnight from two files. */
void fuzz_take_journal(struct buffer *);

#endif
