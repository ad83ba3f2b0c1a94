/* rule_value - a VALUE of a rule: text, a JSON value, or a file's content. */

#include "rule_value.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "base/json_write.h"
#include "base/read_file.h"
#include "base/str.h"
#include "base/text_encoding.h"
#include "base/utf8.h"

/* Is the word true, false, null or a number?  Other JSON counts as text. */
static bool
is_json(const struct rule_word *w)
{
	return !w->quoted && w->len > 0 && strchr("-0123456789tfn", w->at[0]) &&
	       json_scan_is_value(w->at);
}

/* Checks each $, and sets has_groups. */
static int
check_groups(struct rule_value *v, int groups, struct error *error)
{
	const char *at = v->text, *end = v->text + v->len;
	int n;

	while ((at = memchr(at, '$', (size_t)(end - at)))) {
		at += 2;
		if (at <= end && at[-1] == '$')
			continue;
		if (at > end || at[-1] < '0' || at[-1] > '9')
			return error_set(error,
					 "a $ must be part of $0 to $9, or of "
					 "$$ for a dollar sign");
		n = at[-1] - '0';
		if (groups < 0)
			return error_set(error,
					 "$%d is a group, but there is no ~ "
					 "before it; write $$ for a dollar "
					 "sign",
					 n);
		if (n > groups)
			return error_set(error,
					 "there is no $%d: the pattern's last "
					 "group is $%d",
					 n, groups);
		v->has_groups = true;
	}
	return 0;
}

int
rule_value_parse(struct rule_value *v, const struct rule_word *w, int groups,
		 struct error *error)
{
	const bool is_file = !w->quoted && w->at[0] == '@';

	*v = (struct rule_value){
		.kind = is_file	     ? VALUE_FILE
			: is_json(w) ? VALUE_JSON
				     : VALUE_TEXT,
		.text = str_dup(w->at + is_file),
		.len = w->len - is_file,
		.quoted = w->quoted,
	};
	if (is_file && v->len == 0)
		error_set(error, "the path of a file is missing after @; write "
				 "\"@\" in quotes for the text");
	else if (v->kind != VALUE_TEXT || check_groups(v, groups, error) == 0)
		return 0;
	rule_value_free(v);
	return -1;
}

void
rule_value_free(struct rule_value *v)
{
	free(v->text);
	buffer_free(&v->content);
	*v = (struct rule_value){ 0 };
}

static bool
is_utf8(const struct buffer *b)
{
	size_t at = 0, n;

	for (; at < b->len; at += n) {
		n = utf8_length((const unsigned char *)b->at + at, b->len - at);
		if (n == 0)
			return false;
	}
	return true;
}

int
rule_value_load(struct rule_value *v, const char *path, struct stat *st,
		struct error *error)
{
	struct buffer *b = &v->content;
	const char *fault;

	b->len = 0;
	v->is_loaded = false;
	if (read_file(path, VALUE_FILE_MAX, b, st, error))
		return -1;
	if (st->st_mode & S_IRWXO)
		return error_set(error,
				 "other users can read or write it (mode "
				 "%04o): chmod o-rwx %s",
				 (unsigned)st->st_mode & 07777, path);
	if (b->len > 0 && b->at[b->len - 1] == '\n')
		b->len -= b->len > 1 && b->at[b->len - 2] == '\r' ? 2 : 1;
	if (b->len == 0)
		return error_set(error, "it is empty");
	fault = text_encoding_fault(b->at, b->len);
	if (fault)
		return error_set(error, "it begins with %s", fault);
	if (!is_utf8(b))
		return error_set(error, "it is not UTF-8");
	v->is_loaded = true;
	return 0;
}

static void
expand(const struct rule_value *v, const struct regex_groups *g,
       struct buffer *out)
{
	const char *at = v->text, *end = v->text + v->len, *dollar;

	while ((dollar = memchr(at, '$', (size_t)(end - at)))) {
		buffer_add(out, at, (size_t)(dollar - at));
		at = dollar + 2;
		if (dollar[1] == '$')
			buffer_str(out, "$");
		else if (g->group[dollar[1] - '0'].len > 0)
			buffer_add(out,
				   g->subject.at + g->group[dollar[1] - '0'].at,
				   g->group[dollar[1] - '0'].len);
	}
	buffer_add(out, at, (size_t)(end - at));
}

void
rule_value_add_text(const struct rule_value *v, const struct regex_groups *g,
		    struct buffer *out)
{
	if (v->kind == VALUE_FILE)
		buffer_add(out, v->content.at, v->content.len);
	else if (v->kind == VALUE_JSON)
		buffer_add(out, v->text, v->len);
	else
		expand(v, g, out);
}

void
rule_value_add_json(const struct rule_value *v, const struct regex_groups *g,
		    struct buffer *json)
{
	struct buffer text = { 0 };

	if (v->kind == VALUE_JSON) {
		buffer_add(json, v->text, v->len);
		return;
	}
	rule_value_add_text(v, g, &text);
	json_write_string(json, text.at ? text.at : "", text.len);
	buffer_free(&text);
}

void
rule_value_print(const struct rule_value *v, struct buffer *out)
{
	if (v->kind == VALUE_FILE)
		buffer_str(out, "@");
	rule_lexer_print(out, v->text, v->len, v->quoted);
}
