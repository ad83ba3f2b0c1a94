/* rule_lines - the lines of rules.conf, and of files of its kind. */

#include "rule_lines.h"

#include <string.h>

#define UTF8_BOM "\xef\xbb\xbf"

void
rule_lines_begin(struct rule_lines *l, const char *text, size_t len)
{
	*l = (struct rule_lines){ .at = text, .end = text + len };
	if (len >= strlen(UTF8_BOM) &&
	    memcmp(text, UTF8_BOM, strlen(UTF8_BOM)) == 0)
		l->at += strlen(UTF8_BOM);
}

bool
rule_lines_next(struct rule_lines *l, const char **line, size_t *len)
{
	const char *newline, *stop;

	if (l->at >= l->end)
		return false;
	newline = memchr(l->at, '\n', (size_t)(l->end - l->at));
	stop = newline ? newline : l->end;
	l->number++;
	*line = l->at;
	l->at = newline ? newline + 1 : l->end;
	if (stop > *line && stop[-1] == '\r')
		stop--;
	*len = (size_t)(stop - *line);
	return true;
}
