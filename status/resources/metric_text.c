/* metric_text - the text format 0.0.4 of Prometheus. */

#include "status/resources/metric_text.h"

void
metric_text_begin(struct buffer *out, const char *name, const char *type,
		  const char *help)
{
	buffer_printf(out,
		      "# HELP echoapp_%s %s\n"
		      "# TYPE echoapp_%s %s\n",
		      name, help, name, type);
}

void
metric_text_label(struct buffer *out, const char *text)
{
	for (; *text; text++)
		if (*text == '\n')
			buffer_str(out, "\\n");
		else if (*text == '"' || *text == '\\')
			buffer_printf(out, "\\%c", *text);
		else
			buffer_add(out, text, 1);
}

void
metric_text_number(struct buffer *out, const char *name, const char *type,
		   const char *help, int64_t n)
{
	metric_text_begin(out, name, type, help);
	buffer_printf(out, "echoapp_%s %lld\n", name, (long long)n);
}
