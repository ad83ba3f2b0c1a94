/* nasty - texts on which a pattern takes too long. */
#ifndef ECHOAPP_NASTY_H
#define ECHOAPP_NASTY_H

#include <stddef.h>

#include "base/regex.h"

/* The longest text that is tried, in bytes. */
#define REGEX_PROBE_MAX ((size_t)3000)

/*
 * Tries the pattern, whose text is given, on what such patterns fail on: the
 * same over and over, made of its own characters.  Returns the length of the
 * text that it was stopped on, whose beginning is then in `sample`; or 0.
 */
size_t regex_probe(const struct regex *, const char *text, char *sample,
		   size_t size);

#endif
