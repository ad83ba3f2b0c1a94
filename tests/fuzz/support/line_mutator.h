/*
 * line_mutator - changes inputs that are lines of JSON, for libFuzzer.
 *
 * Bytes at random places make lines that nobody can read.  Here whole lines are
 * repeated, moved and removed, and values take the places of other values.
 */
#ifndef ECHOAPP_LINE_MUTATOR_H
#define ECHOAPP_LINE_MUTATOR_H

#include <stddef.h>
#include <stdint.h>

/* What libFuzzer calls, if a fuzzer defines it. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max,
			       unsigned seed);

/* The same; returns the new size. */
size_t line_mutator(uint8_t *data, size_t size, size_t max, unsigned seed);

#endif
