/* words - a line of rules.conf in words. */

#include "rule_lexer.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/log.h"
#include "base/utf8.h"

/* A reading position in a line. */
struct line_cursor {
	const char *at;
	const char *end;
	unsigned column;
	char *error;
	size_t size;
};

static bool
is_blank(const struct line_cursor *c)
{
	return c->at < c->end && (*c->at == ' ' || *c->at == '\t');
}

/* Steps over one character, which becomes part of `text`. */
static void
take(struct line_cursor *c, struct buffer *text)
{
	size_t n =
	    utf8_length((const unsigned char *)c->at, (size_t)(c->end - c->at));

	buffer_add(text, c->at, n);
	c->at += n;
	c->column++;
}

static int
check_bytes(struct line_cursor *c, const char *line)
{
	const char *at = line;

	for (; at < c->end; c->column++) {
		unsigned char byte = (unsigned char)*at;
		size_t n = utf8_length((const unsigned char *)at,
				       (size_t)(c->end - at));

		if (n == 0) {
			snprintf(c->error, c->size,
				 "its byte %zu (0x%02x) is not UTF-8",
				 (size_t)(at - line) + 1, byte);
			return -1;
		}
		if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
			snprintf(c->error, c->size,
				 "its byte %zu (0x%02x) is a control "
				 "character; a tab is the only one accepted",
				 (size_t)(at - line) + 1, byte);
			return -1;
		}
		at += n;
	}
	c->column = 1;
	return 0;
}

static int
read_quoted(struct line_cursor *c, struct buffer *text)
{
	const unsigned opened = c->column;

	for (c->at++, c->column++; c->at < c->end && *c->at != '"';) {
		if (*c->at == '\\' && c->end - c->at > 1 && c->at[1] == '"') {
			c->at++;
			c->column++;
		}
		take(c, text);
	}
	if (c->at == c->end) {
		snprintf(c->error, c->size,
			 "the quote in column %u is never closed", opened);
		c->column = opened;
		return -1;
	}
	c->at++;
	c->column++;
	if (c->at == c->end || is_blank(c))
		return 0;
	snprintf(c->error, c->size,
		 "a blank is missing in column %u, behind the closing quote; a "
		 "quote in a quoted word is written \\\"",
		 c->column);
	return -1;
}

static int
read_plain(struct line_cursor *c, struct buffer *text)
{
	const size_t from = text->len;
	char shown[128];

	while (c->at < c->end && !is_blank(c) && *c->at != '"')
		take(c, text);
	if (c->at == c->end || is_blank(c))
		return 0;
	buffer_add(text, "", 1);
	log_escape(shown, sizeof shown, text->at + from);
	snprintf(c->error, c->size,
		 "a quote stands in column %u, inside the word %s; put the "
		 "whole word in quotes, and write \\\" for the one in it",
		 c->column, shown);
	return -1;
}

static struct rule_word *
new_word(struct rule_words *w)
{
	if (w->count == w->cap) {
		w->cap = w->cap ? w->cap * 2 : 16;
		w->at = reallocarray(w->at, w->cap, sizeof *w->at);
		if (!w->at)
			die(EXIT_TEMPORARY, "%zu words:", w->cap);
	}
	return &w->at[w->count++];
}

int
rule_lexer_split(struct rule_words *w, const char *line, size_t len,
		 char *error, size_t size, unsigned *column)
{
	struct line_cursor c = {
		.at = line,
		.end = line + len,
		.column = 1,
		.error = error,
		.size = size,
	};
	int bad;

	w->count = 0;
	w->text.len = 0;
	/* Never moves again: each word and its NUL fit where it stood. */
	buffer_reserve(&w->text, len + 1);
	bad = check_bytes(&c, line);
	while (!bad) {
		struct rule_word *word;

		for (; is_blank(&c); c.at++)
			c.column++;
		if (c.at == c.end || *c.at == '#')
			return 0;
		word = new_word(w);
		*word = (struct rule_word){
			.at = w->text.at + w->text.len,
			.column = c.column,
			.quoted = *c.at == '"',
		};
		bad = word->quoted ? read_quoted(&c, &w->text)
				   : read_plain(&c, &w->text);
		word->len = (size_t)(w->text.at + w->text.len - word->at);
		buffer_add(&w->text, "", 1);
	}
	*column = c.column;
	w->count = 0;
	return -1;
}

void
rule_lexer_free(struct rule_words *w)
{
	free(w->at);
	buffer_free(&w->text);
	*w = (struct rule_words){ 0 };
}

bool
rule_lexer_is(const struct rule_word *w, const char *plain)
{
	return !w->quoted && strcmp(w->at, plain) == 0;
}

bool
rule_lexer_is_keyword(const struct rule_word *w)
{
	return rule_lexer_is(w, "if") || rule_lexer_is(w, "and") ||
	       rule_lexer_is(w, "not") || rule_lexer_is(w, "reason");
}

void
rule_lexer_print(struct buffer *out, const char *at, size_t len, bool quoted)
{
	const char *end = at + len;

	/* In quotes, a backslash at the end would take the last one along. */
	if (!quoted || (len > 0 && end[-1] == '\\')) {
		buffer_add(out, at, len);
		return;
	}
	buffer_str(out, "\"");
	for (; at < end; at++) {
		if (*at == '"')
			buffer_str(out, "\\");
		buffer_add(out, at, 1);
	}
	buffer_str(out, "\"");
}

void
rule_lexer_print_name(struct buffer *out, const char *name)
{
	const struct rule_word plain = { .at = name };
	const size_t len = strlen(name);
	bool is_plain = len > 0 && !rule_lexer_is_keyword(&plain);
	size_t i;

	for (i = 0; i < len && is_plain; i++)
		is_plain =
		    isalnum((unsigned char)name[i]) || strchr("_.-", name[i]);
	rule_lexer_print(out, name, len, !is_plain);
}
