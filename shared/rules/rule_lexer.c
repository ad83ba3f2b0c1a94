/* rule_lexer - splits a line of rules.conf into words. */

#include "rule_lexer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/log.h"
#include "base/utf8.h"

#define WORDS_START 16 /* words that the first allocation has room for */

/* A position in a line. */
struct line_cursor {
	const char *at;
	const char *end;
	unsigned column;
	struct error *error;
};

static bool
is_blank(const struct line_cursor *c)
{
	return c->at < c->end && (*c->at == ' ' || *c->at == '\t');
}

/* Appends the next character to `text`. */
static void
copy_char(struct line_cursor *c, struct buffer *text)
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
			return error_set(c->error,
					 "byte %zu (0x%02x) is not UTF-8",
					 (size_t)(at - line) + 1, byte);
		}
		if ((byte < 0x20 && byte != '\t') || byte == 0x7f) {
			return error_set(c->error,
					 "byte %zu (0x%02x) is a control "
					 "character; only a tab is accepted",
					 (size_t)(at - line) + 1, byte);
		}
		at += n;
	}
	c->column = 1;
	return 0;
}

static int
read_quoted(struct line_cursor *c, struct buffer *text)
{
	const unsigned start = c->column;

	for (c->at++, c->column++; c->at < c->end && *c->at != '"';) {
		if (*c->at == '\\' && c->end - c->at > 1 && c->at[1] == '"') {
			c->at++;
			c->column++;
		}
		copy_char(c, text);
	}
	if (c->at == c->end) {
		c->column = start;
		return error_set(
		    c->error, "the quote in column %u is never closed", start);
	}
	c->at++;
	c->column++;
	if (c->at == c->end || is_blank(c))
		return 0;
	return error_set(c->error,
			 "a blank is missing in column %u, after the closing "
			 "quote; write \\\" for a quote inside a quoted word",
			 c->column);
}

static int
read_plain(struct line_cursor *c, struct buffer *text)
{
	const size_t start = text->len;
	char escaped[RULE_LEXER_ESCAPED_SIZE];

	while (c->at < c->end && !is_blank(c) && *c->at != '"')
		copy_char(c, text);
	if (c->at == c->end || is_blank(c))
		return 0;
	buffer_add(text, "", 1);
	log_escape(escaped, sizeof escaped, text->at + start);
	return error_set(c->error,
			 "column %u has a quote inside the word %s; put the "
			 "whole word in quotes, and write \\\" for the quote "
			 "inside",
			 c->column, escaped);
}

static struct rule_word *
new_word(struct rule_words *w)
{
	if (w->count == w->cap) {
		w->cap = w->cap ? w->cap * 2 : WORDS_START;
		w->at = reallocarray(w->at, w->cap, sizeof *w->at);
		if (!w->at)
			die(EXIT_TEMPORARY,
			    "cannot store %zu words of a rule:", w->cap);
	}
	return &w->at[w->count++];
}

int
rule_lexer_split(struct rule_words *w, const char *line, size_t len,
		 struct error *error, unsigned *column)
{
	struct line_cursor c = {
		.at = line,
		.end = line + len,
		.column = 1,
		.error = error,
	};
	int bad;

	w->count = 0;
	w->text.len = 0;
	/*
	 * Words point into the text, so it must not move again.  Each word and
	 * its NUL need no more bytes than the word and the blank after it.
	 */
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

	/* In quotes, a backslash at the end would escape the closing quote. */
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
