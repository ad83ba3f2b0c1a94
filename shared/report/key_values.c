/* sheet - names and values of one thing. */

#include "key_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "escape.h"
#include "index/entity.h"

#define NAME_WIDTH 18

void
sheet_begin(struct sheet *s, bool json)
{
	*s = (struct sheet){ .json = json };
	if (json)
		buffer_str(&s->out, "{");
}

void
sheet_end(struct sheet *s)
{
	if (s->json)
		buffer_str(&s->out, "}\n");
	if (s->out.len)
		fwrite(s->out.at, 1, s->out.len, stdout);
	buffer_free(&s->out);
}

static void
indent(struct sheet *s)
{
	buffer_printf(&s->out, "%*s", (int)s->depth * 2, "");
}

/* What stands in front of a value. */
static void
name_it(struct sheet *s, const char *name)
{
	if (s->json) {
		buffer_str(&s->out, s->some ? "," : "");
		if (name)
			buffer_printf(&s->out, "\"%s\":", name);
	} else {
		indent(s);
		buffer_printf(&s->out, "%-*s", NAME_WIDTH - (int)s->depth * 2,
			      name);
	}
	s->some = true;
}

static void
end_line(struct sheet *s)
{
	if (!s->json)
		buffer_str(&s->out, "\n");
}

/* Says that a value is not there; false: it has to be said. */
static bool
is_absent(struct sheet *s, const char *name, bool absent)
{
	if (absent && s->json) {
		name_it(s, name);
		buffer_str(&s->out, "null");
	}
	return absent;
}

void
sheet_text(struct sheet *s, const char *name, const char *text)
{
	struct buffer said = { 0 };

	if (is_absent(s, name, !text))
		return;
	name_it(s, name);
	if (s->json) {
		json_add_string(&said, text, strlen(text));
		safe_add_json(&s->out, said.at, said.len);
		buffer_free(&said);
	} else {
		safe_add(&s->out, text);
	}
	end_line(s);
}

void
sheet_number(struct sheet *s, const char *name, int64_t n)
{
	name_it(s, name);
	buffer_printf(&s->out, "%lld", (long long)n);
	end_line(s);
}

void
sheet_flag(struct sheet *s, const char *name, bool flag)
{
	name_it(s, name);
	buffer_str(&s->out,
		   s->json ? (flag ? "true" : "false") : (flag ? "yes" : "no"));
	end_line(s);
}

void
sheet_moment(struct sheet *s, const char *name, moment m)
{
	char text[MOMENT_SIZE];

	if (is_absent(s, name, m == NEVER))
		return;
	name_it(s, name);
	moment_write(text, sizeof text, m);
	if (s->json)
		buffer_printf(&s->out, "\"%s\"", text);
	else
		buffer_printf(&s->out, "%.10s %.15s", text, text + 11);
	end_line(s);
}

void
sheet_span(struct sheet *s, const char *name, int64_t span)
{
	if (is_absent(s, name, span == NEVER))
		return;
	name_it(s, name);
	buffer_printf(&s->out, "%s%lld.%03d", span < 0 ? "-" : "",
		      llabs(span) / 1000000, (int)(llabs(span) / 1000 % 1000));
	buffer_str(&s->out, s->json ? "" : " s");
	end_line(s);
}

static void
open_with(struct sheet *s, const char *name, const char *bracket)
{
	if (s->json) {
		name_it(s, name);
		buffer_str(&s->out, bracket);
	} else if (name) {
		indent(s);
		buffer_printf(&s->out, "%s\n", name);
	}
	s->depth++;
	s->some = false;
}

static void
close_with(struct sheet *s, const char *bracket)
{
	if (s->json)
		buffer_str(&s->out, bracket);
	s->depth--;
	s->some = true;
}

void
sheet_group(struct sheet *s, const char *name)
{
	open_with(s, name, "{");
}

void
sheet_group_end(struct sheet *s)
{
	close_with(s, "}");
}

void
sheet_list(struct sheet *s, const char *name)
{
	open_with(s, name, "[");
}

void
sheet_list_end(struct sheet *s)
{
	close_with(s, "]");
}

void
sheet_line(struct sheet *s, const char *text, size_t len)
{
	if (s->json)
		return;
	indent(s);
	buffer_add(&s->out, text, len);
	buffer_str(&s->out, "\n");
}
