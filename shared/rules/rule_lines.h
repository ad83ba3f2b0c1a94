/* rule_lines - the lines of rules.conf, and of files of its kind. */
#ifndef ECHOAPP_RULE_LINES_H
#define ECHOAPP_RULE_LINES_H

#include <stdbool.h>
#include <stddef.h>

struct rule_lines {
	const char *at, *end;
	unsigned number; /* of the line that was read last; the first is 1 */
};

/* Begins with the first line; editors may have put a byte order mark first. */
void rule_lines_begin(struct rule_lines *, const char *text, size_t len);

/* Gets the next line without its end, which is \n or \r\n; false: no more. */
bool rule_lines_next(struct rule_lines *, const char **line, size_t *len);

#endif
