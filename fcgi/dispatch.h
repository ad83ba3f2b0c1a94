/*
 * which - the hooks that a program answers: one, which the linker gave it
 * (one.c), or whichever comes (every.c).
 */
#ifndef ECHOAPP_WHICH_H
#define ECHOAPP_WHICH_H

#include "gateway.h"
#include "method.h"

/* The only one; NULL: it answers every hook. */
const struct method *dispatch_only_method(void);

/* The one that was asked for. */
const struct method *dispatch_method(const struct cgi_request *);

#endif
