/*
 * fake_hook_client - takes the place of hook_client.c: the answers to hooks are
 * an input of a fuzzer.
 *
 * Each answer takes from the input a byte for its status, one for its
 * Content-Type, one for how it is made, and a text up to a NUL.
 */
#ifndef ECHOAPP_FAKE_HOOK_CLIENT_H
#define ECHOAPP_FAKE_HOOK_CLIENT_H

#include "fuzz.h"

/* From where the next answers come; borrowed. */
void fake_hook_client_use(struct fuzz_input *);

#endif
