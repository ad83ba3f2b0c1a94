/* csv_text - a text as a field of CSV (RFC 4180). */
#ifndef ECHOAPP_CSV_TEXT_H
#define ECHOAPP_CSV_TEXT_H

#include <stddef.h>

#include "base/buffer.h"

enum csv_style {
	CSV_EXACT,
	/*
	 * A text that a spreadsheet would run as a formula gets an apostrophe
	 * before it: one that begins with = + - @, a tab or a return, except a
	 * sign with digits only, such as +4915112345678.
	 */
	CSV_FOR_SPREADSHEETS,
};

/*
 * Appends the text, which ends at `len` or at the first NUL, in quotes if it
 * has to be.  text[len] is a NUL.
 */
void csv_text_add(struct buffer *, const char *text, size_t len,
		  enum csv_style);

#endif
