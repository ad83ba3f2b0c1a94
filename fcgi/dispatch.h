/*
 * dispatch - which hooks a program answers: the one that it is linked with
 * (dispatch_one.c), or all (dispatch_all.c).
 */
#ifndef ECHOAPP_DISPATCH_H
#define ECHOAPP_DISPATCH_H

#include "gateway.h"
#include "method.h"

/* The only hook of the program; NULL if the program answers all. */
const struct method *dispatch_only_method(void);

/* The hook of this request; never NULL. */
const struct method *dispatch_method(const struct cgi_request *);

#endif
