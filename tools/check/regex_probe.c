/* regex_probe - finds texts on which a pattern takes too long. */

#include "regex_probe.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define UNITS_MAX 12
#define PREFIX_MAX 64

struct regex_attack {
	const struct regex *pattern;
	char prefix[PREFIX_MAX + 1]; /* literals that a match begins with */
	char suffix[3];		     /* spoils the match */
	char units[UNITS_MAX + 1];   /* characters to repeat */
	char text[PREFIX_MAX + REGEX_PROBE_MAX + 8];
};

static bool
is_literal(char c)
{
	return c > 0x20 && c < 0x7f && !strchr("\\^$.[]|()?*+{}", c);
}

/* The literals at the beginning, which every match needs. */
static void
find_prefix(struct regex_attack *n, const char *text)
{
	size_t len = 0;

	text += *text == '^';
	while (len < PREFIX_MAX) {
		const bool escaped =
		    text[0] == '\\' && ispunct((unsigned char)text[1]);
		const char *next = text + (escaped ? 2 : 1);

		if ((!escaped && !is_literal(*text)) ||
		    (*next && strchr("?*+{|", *next)))
			break;
		n->prefix[len++] = next[-1];
		text = next;
	}
}

/*
 * PCRE2 sees at once that there is no match when the last literal is missing.
 * So the suffix has that literal, after a character that spoils the match.
 */
static void
find_suffix(struct regex_attack *n, const char *text)
{
	size_t len = strlen(text);

	if (len > 0 && text[len - 1] == '$')
		len--;
	n->suffix[0] = '!';
	if (len > 0 && is_literal(text[len - 1]))
		n->suffix[1] = text[len - 1];
}

static void
add_unit(struct regex_attack *n, char c)
{
	size_t len = strlen(n->units);

	if (len < UNITS_MAX && !strchr(n->units, c))
		n->units[len] = c;
}

static void
find_units(struct regex_attack *n, const char *text)
{
	add_unit(n, 'a');
	add_unit(n, '0');
	add_unit(n, ' ');
	for (; *text; text++)
		if (isprint((unsigned char)*text) && *text != '\\')
			add_unit(n, *text);
}

/* Repeats the unit in `len` bytes.  The length of a stopped match, or 0. */
static size_t
try_repeated(struct regex_attack *n, const char *unit, size_t len,
	     const char *suffix)
{
	const size_t step = strlen(unit), from = strlen(n->prefix);
	size_t at = from;

	memcpy(n->text, n->prefix, from);
	for (; at + step <= from + len; at += step)
		memcpy(n->text + at, unit, step);
	memcpy(n->text + at, suffix, strlen(suffix) + 1);
	at += strlen(suffix);
	return regex_match(n->pattern, n->text, at, NULL) == MATCH_STOPPED ? at
									   : 0;
}

static size_t
try_unit(struct regex_attack *n, const char *unit)
{
	static const size_t lengths[] = { 30, 300, REGEX_PROBE_MAX };
	const char *const suffixes[] = { n->suffix, "" };
	size_t i, j, len;

	for (i = 0; i < sizeof lengths / sizeof *lengths; i++)
		for (j = 0; j < sizeof suffixes / sizeof *suffixes; j++) {
			len = try_repeated(n, unit, lengths[i], suffixes[j]);
			if (len)
				return len;
		}
	return 0;
}

static size_t
try_all(struct regex_attack *n)
{
	size_t i, j, len;

	for (i = 0; n->units[i]; i++)
		for (j = 0; n->units[j]; j++) {
			const char unit[] = { n->units[i],
					      i == j ? '\0' : n->units[j],
					      '\0' };

			len = try_unit(n, unit);
			if (len)
				return len;
		}
	return 0;
}

size_t
regex_probe(const struct regex *p, const char *source, char *sample,
	    size_t size)
{
	struct regex_attack n = { .pattern = p };
	size_t len;

	find_units(&n, source);
	find_suffix(&n, source);
	/* Most need no prefix, and the prefix may be wrong. */
	len = try_all(&n);
	if (len == 0) {
		find_prefix(&n, source);
		if (n.prefix[0])
			len = try_all(&n);
	}
	if (len)
		snprintf(sample, size, "%s", n.text);
	return len;
}
