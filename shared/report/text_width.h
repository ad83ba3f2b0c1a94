/* text_width - how many columns of a terminal a text takes. */
#ifndef ECHOAPP_TEXT_WIDTH_H
#define ECHOAPP_TEXT_WIDTH_H

#include <stddef.h>

/*
 * Of UTF-8 without control characters (escape.h): letters of East Asia and
 * pictures take two columns, marks above a letter none.
 */
size_t text_width(const char *text, size_t len);

/* How many bytes of whole characters fit into so many columns. */
size_t text_width_fit(const char *text, size_t len, size_t columns);

#endif
