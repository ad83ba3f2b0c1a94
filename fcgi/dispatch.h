/*
 * which - the hooks that a program answers: one, which the linker gave it
 * (one.c), or whichever comes (every.c).
 */
#ifndef ECHOAPP_WHICH_H
#define ECHOAPP_WHICH_H

#include "gateway.h"
#include "method.h"

/* The only one; NULL: it answers every hook. */
const struct method *which_only(void);

/* The one that was asked for. */
const struct method *which(const struct asked *);

#endif
