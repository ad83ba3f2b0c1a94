/* json_member - simple members of a small JSON object, such as a note in STATE.
 */
#ifndef ECHOAPP_JSON_MEMBER_H
#define ECHOAPP_JSON_MEMBER_H

#include <stddef.h>
#include <stdint.h>

#include "json_scan.h"
#include "timestamp.h"

/* Copies a string, cut to fit; "": there is none of that name. */
void json_member_text(const struct json_scan *, const struct json_token *object,
		      const char *name, char *into, size_t size);

/* An integer that is not negative; 0: there is none. */
int64_t json_member_number(const struct json_scan *,
			   const struct json_token *object, const char *name);

/* A time, TIMESTAMP_NONE: there is none. */
timestamp json_member_time(const struct json_scan *,
			   const struct json_token *object, const char *name);

#endif
