/* scan_copy - texts read by scan where a sanitizer sees what is read too much.
 */
#ifndef ECHOAPP_SCAN_COPY_H
#define ECHOAPP_SCAN_COPY_H

#include <stddef.h>

#include "base/json_scan.h"

/* Reads a copy that ends where the text does; what json_scan() returns. */
int scan_copy(struct json_scan *, const char *text, size_t len);

#endif
