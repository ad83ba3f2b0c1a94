/*
 * regex_probe - finds texts on which a pattern takes too long.
 *
 * regex_match() stops such a match, so that it costs little.  But a rule has to
 * decide without its result, and decides wrongly: a deny refuses ordinary names
 * that its pattern does not match.
 */
#ifndef ECHOAPP_REGEX_PROBE_H
#define ECHOAPP_REGEX_PROBE_H

#include <stddef.h>

#include "base/regex.h"

/* Bytes of the longest text that is tried, without prefix and suffix. */
#define REGEX_PROBE_MAX ((size_t)3000)

/*
 * Tries the pattern, whose source is given, on one or two of its own
 * characters, repeated.  Returns the length in bytes of the text at which the
 * match was stopped, and copies the beginning of that text to `sample`.  0:
 * none was found.
 */
size_t regex_probe(const struct regex *, const char *source, char *sample,
		   size_t size);

#endif
