/*
 * lint_lists - entries of lists that match nothing, because a whole line is an
 * entry, exact to the byte (line_set.h).
 */

#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/read_file.h"
#include "base/text_encoding.h"
#include "base/utf8.h"
#include "rule_lint.h"

/* Longer lists are not looked at; bytes. */
#define LIST_MAX ((size_t)64 * 1024 * 1024)

#define NO_BREAK_SPACE "\xc2\xa0"

static bool
begins(const char *line, size_t len, const char *with)
{
	const size_t n = strlen(with);

	return len >= n && memcmp(line, with, n) == 0;
}

static bool
ends(const char *line, size_t len, const char *with)
{
	const size_t n = strlen(with);

	return len >= n && memcmp(line + len - n, with, n) == 0;
}

static bool
contains(const char *line, size_t len, const char *what)
{
	return memmem(line, len, what, strlen(what)) != NULL;
}

static bool
has_outer_blank(const char *line, size_t len)
{
	static const char *const blanks[] = { " ", "\t", NO_BREAK_SPACE };
	size_t i;

	for (i = 0; i < sizeof blanks / sizeof *blanks; i++)
		if (begins(line, len, blanks[i]) || ends(line, len, blanks[i]))
			return true;
	return false;
}

static bool
has_comment(const char *line, size_t len)
{
	return line[0] == '#' || contains(line, len, " #") ||
	       contains(line, len, "\t#");
}

static bool
has_quotes(const char *line, size_t len)
{
	static const char *const curly[] = { "\xe2\x80\x98", "\xe2\x80\x99",
					     "\xe2\x80\x9c", "\xe2\x80\x9d" };
	size_t i;

	for (i = 0; i < sizeof curly / sizeof *curly; i++)
		if (begins(line, len, curly[i]) || ends(line, len, curly[i]))
			return true;
	return len > 1 && strchr("\"'", line[0]) && line[len - 1] == line[0];
}

static bool
has_invisible(const char *line, size_t len)
{
	return contains(line, len, "\xe2\x80\x8b") ||
	       contains(line, len, "\xef\xbb\xbf");
}

/* JSON has no other text. */
static bool
is_no_utf8(const char *line, size_t len)
{
	size_t i, n;

	for (i = 0; i < len; i += n)
		if (!(n = utf8_length((const unsigned char *)line + i,
				      len - i)))
			return true;
	return false;
}

static const struct {
	bool (*is_found)(const char *line, size_t len);
	const char *what;
} faults[] = {
	{ is_no_utf8, "is not UTF-8, so it matches nothing" },
	{ has_invisible, "has a character that is not visible, which the value "
			 "must have, too" },
	{ has_comment, "has a comment, but lists have none, and the value must "
		       "have it, too" },
	{ has_quotes, "is in quotes, which the value must have, too" },
	{ has_outer_blank,
	  "begins or ends with a blank, which the value must have, too" },
};

#define FAULTS (sizeof faults / sizeof *faults)

/* The entries with a fault. */
struct lint_count {
	size_t count;
	unsigned at;	  /* the first of them: its line, */
	const char *line; /* and its text */
	size_t len;
};

/* Counts one fault of a line, the worst; remembers the first line of each. */
static void
check_line(const char *line, size_t len, unsigned number,
	   struct lint_count counts[FAULTS])
{
	size_t i;

	for (i = 0; i < FAULTS; i++) {
		if (!faults[i].is_found(line, len))
			continue;
		if (counts[i].count++ == 0)
			counts[i] = (struct lint_count){ 1, number, line, len };
		return;
	}
}

static void
report(struct diagnostics *f, const char *path, size_t fault,
       const struct lint_count *count)
{
	char entry[64], shown[128], more[64] = "";

	snprintf(entry, sizeof entry, "%.*s", (int)count->len, count->line);
	log_escape(shown, sizeof shown, entry);
	if (count->count > 1)
		snprintf(more, sizeof more, "; so it is with %zu entries",
			 count->count);
	diagnostic_warning(f, (struct source_location){ path, count->at, 0 },
			   "the entry \"%s\" %s%s", shown, faults[fault].what,
			   more);
}

static void
check_list(struct diagnostics *f, const char *path, const struct buffer *text)
{
	struct lint_count counts[FAULTS] = { 0 };
	const char *fault = text_encoding_fault(text->at, text->len);
	const char *at = text->at, *end = text->at + text->len, *newline;
	unsigned number = 1;
	size_t i;

	/* A byte order mark of UTF-8 is no part of an entry. */
	if (fault && !begins(at, text->len, "\xef\xbb\xbf")) {
		diagnostic_warning(f, (struct source_location){ path, 1, 0 },
				   "the list begins with %s, so that its "
				   "entries match nothing",
				   fault);
		return;
	}
	if (fault)
		at += 3;
	for (; at < end; at = newline + 1, number++) {
		size_t len;

		newline = memchr(at, '\n', (size_t)(end - at));
		if (!newline)
			newline = end;
		len = (size_t)(newline - at);
		if (len > 0 && at[len - 1] == '\r')
			len--;
		if (len > 0)
			check_line(at, len, number, counts);
	}
	for (i = 0; i < FAULTS; i++)
		if (counts[i].count)
			report(f, path, i, &counts[i]);
}

void
lint_lists(struct diagnostics *f, const struct rules *rules)
{
	struct buffer text = { 0 };
	const char *path;
	struct stat st;
	size_t i;

	for (i = 0; (path = rules_list_path(rules, i)); i++) {
		text.len = 0;
		if (read_file(path, LIST_MAX, &text, &st, NULL) == 0 &&
		    text.len > 0)
			check_list(f, path, &text);
	}
	buffer_free(&text);
}
