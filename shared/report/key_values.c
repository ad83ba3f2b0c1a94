/*
 * key_values - names and values: lines for a person, or one JSON object in one
 * line for a program.
 */

#include "key_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "base/time_text.h"
#include "escape.h"
#include "index/entity.h"
#include "quantity.h"

#define NAME_WIDTH 18

void
key_values_begin(struct key_values *s, bool json)
{
	*s = (struct key_values){ .json = json };
	if (json)
		buffer_str(&s->out, "{");
}

void
key_values_end(struct key_values *s)
{
	if (s->json)
		buffer_str(&s->out, "}\n");
	if (s->out.len)
		fwrite(s->out.at, 1, s->out.len, stdout);
	buffer_free(&s->out);
}

static void
indent(struct key_values *s)
{
	buffer_printf(&s->out, "%*s", (int)s->depth * 2, "");
}

/* Appends what precedes a value. */
static void
add_name(struct key_values *s, const char *name)
{
	if (s->json) {
		buffer_str(&s->out, s->has_member ? "," : "");
		if (name)
			buffer_printf(&s->out, "\"%s\":", name);
	} else {
		indent(s);
		if (name)
			buffer_printf(&s->out, "%-*s",
				      NAME_WIDTH - (int)s->depth * 2, name);
	}
	s->has_member = true;
}

static void
end_line(struct key_values *s)
{
	if (!s->json)
		buffer_str(&s->out, "\n");
}

/* Appends null for a program if the value is absent; returns `absent`. */
static bool
add_absent(struct key_values *s, const char *name, bool absent)
{
	if (absent && s->json) {
		add_name(s, name);
		buffer_str(&s->out, "null");
	}
	return absent;
}

void
key_values_text(struct key_values *s, const char *name, const char *text)
{
	struct buffer quoted = { 0 };

	if (add_absent(s, name, !text))
		return;
	add_name(s, name);
	if (s->json) {
		json_write_string(&quoted, text, strlen(text));
		escape_add_json(&s->out, quoted.at, quoted.len);
		buffer_free(&quoted);
	} else {
		escape_add(&s->out, text);
	}
	end_line(s);
}

void
key_values_number(struct key_values *s, const char *name, int64_t n)
{
	add_name(s, name);
	buffer_printf(&s->out, "%lld", (long long)n);
	end_line(s);
}

void
key_values_bytes(struct key_values *s, const char *name, int64_t n)
{
	if (s->json) {
		key_values_number(s, name, n);
		return;
	}
	add_name(s, name);
	quantity_add_bytes(&s->out, n);
	end_line(s);
}

void
key_values_flag(struct key_values *s, const char *name, bool flag)
{
	add_name(s, name);
	buffer_str(&s->out,
		   s->json ? (flag ? "true" : "false") : (flag ? "yes" : "no"));
	end_line(s);
}

void
key_values_timestamp(struct key_values *s, const char *name, timestamp m)
{
	char text[TIME_TEXT_SIZE];

	if (add_absent(s, name, m == TIMESTAMP_NONE))
		return;
	add_name(s, name);
	if (s->json)
		timestamp_format(text, sizeof text, m);
	else
		time_text_short(text, m, 6);
	buffer_printf(&s->out, s->json ? "\"%s\"" : "%s", text);
	end_line(s);
}

void
key_values_duration(struct key_values *s, const char *name, int64_t span)
{
	if (add_absent(s, name, span == TIMESTAMP_NONE))
		return;
	add_name(s, name);
	buffer_printf(&s->out, "%s%lld.%03d", span < 0 ? "-" : "",
		      llabs(span) / 1000000, (int)(llabs(span) / 1000 % 1000));
	buffer_str(&s->out, s->json ? "" : " s");
	end_line(s);
}

static void
begin_inner(struct key_values *s, const char *name, const char *bracket)
{
	if (s->json) {
		add_name(s, name);
		buffer_str(&s->out, bracket);
	} else if (name) {
		indent(s);
		buffer_printf(&s->out, "%s\n", name);
	}
	s->depth++;
	s->has_member = false;
}

static void
end_inner(struct key_values *s, const char *bracket)
{
	if (s->json)
		buffer_str(&s->out, bracket);
	s->depth--;
	s->has_member = true;
}

void
key_values_group(struct key_values *s, const char *name)
{
	begin_inner(s, name, "{");
}

void
key_values_group_end(struct key_values *s)
{
	end_inner(s, "}");
}

void
key_values_list(struct key_values *s, const char *name)
{
	begin_inner(s, name, "[");
}

void
key_values_list_end(struct key_values *s)
{
	end_inner(s, "]");
}

void
key_values_line(struct key_values *s, const char *text, size_t len)
{
	if (s->json)
		return;
	indent(s);
	buffer_add(&s->out, text, len);
	buffer_str(&s->out, "\n");
}
