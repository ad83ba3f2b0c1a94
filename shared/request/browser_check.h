/*
 * browser_check - refuses hooks that a web page made a browser send.
 *
 * A browser on a trusted machine sends what any page asks it to send.  It adds
 * an Origin to each POST, whatever the page does (Fetch, "append a request
 * Origin header"); WCS never does.
 */
#ifndef ECHOAPP_BROWSER_CHECK_H
#define ECHOAPP_BROWSER_CHECK_H

#include "exchange.h"

/* Steps of a request; see run() in serve.c. */
enum http_status browser_check_origin(struct exchange *);
enum http_status browser_check_host(struct exchange *);

#endif
