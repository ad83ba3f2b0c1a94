/*
 * scan_copy - scans exact copies of texts, so that a sanitizer sees an overrun.
 */
#ifndef ECHOAPP_SCAN_COPY_H
#define ECHOAPP_SCAN_COPY_H

#include <stddef.h>

#include "base/json_scan.h"

/* Scans a copy of exactly `len` bytes; returns the result of json_scan(). */
int scan_copy(struct json_scan *, const char *text, size_t len);

#endif
