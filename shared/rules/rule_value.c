/* value - a VALUE of a rule: text, a JSON value, or what a file holds. */

#include "rule_value.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_scan.h"
#include "base/json_write.h"
#include "base/read_file.h"
#include "base/utf8.h"

/* true, false, null or a number; what else is JSON is text all the same. */
static bool
is_json(const struct rule_word *w)
{
	return !w->quoted && w->len > 0 && strchr("-0123456789tfn", w->at[0]) &&
	       json_scan_is_value(w->at);
}

/* Looks at every dollar; sets has_groups. */
static int
check_groups(struct rule_value *v, int groups, char *error, size_t size)
{
	const char *at = v->text, *end = v->text + v->len;
	int n;

	while ((at = memchr(at, '$', (size_t)(end - at)))) {
		at += 2;
		if (at <= end && at[-1] == '$')
			continue;
		if (at > end || at[-1] < '0' || at[-1] > '9') {
			snprintf(error, size,
				 "a $ wants $0 to $9, or $$ for a dollar");
			return -1;
		}
		n = at[-1] - '0';
		if (groups < 0) {
			snprintf(error, size,
				 "there is no ~ before it for $%d to be of; $$ "
				 "is a dollar",
				 n);
			return -1;
		}
		if (n > groups) {
			snprintf(error, size,
				 "there is no $%d: the pattern's last group is "
				 "$%d",
				 n, groups);
			return -1;
		}
		v->has_groups = true;
	}
	return 0;
}

int
rule_value_parse(struct rule_value *v, const struct rule_word *w, int groups,
		 char *error, size_t size)
{
	const bool is_file = !w->quoted && w->at[0] == '@';

	*v = (struct rule_value){
		.kind = is_file	     ? VALUE_FILE
			: is_json(w) ? VALUE_JSON
				     : VALUE_TEXT,
		.text = strdup(w->at + is_file),
		.len = w->len - is_file,
		.quoted = w->quoted,
	};
	if (!v->text)
		die(EXIT_TEMPORARY, "a value:");
	if (is_file && v->len == 0)
		snprintf(error, size,
			 "the path of a file is missing behind @; \"@\" is the "
			 "text");
	else if (v->kind != VALUE_TEXT ||
		 check_groups(v, groups, error, size) == 0)
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
		char *error, size_t size)
{
	struct buffer *b = &v->content;
	struct error why;

	b->len = 0;
	v->is_loaded = false;
	if (read_file(path, VALUE_FILE_MAX, b, st, &why)) {
		snprintf(error, size, "%s", why.text);
		return -1;
	}
	if (st->st_mode & 007) {
		snprintf(error, size,
			 "others can read it or write to it (mode %04o): chmod "
			 "o-rwx %s",
			 (unsigned)st->st_mode & 07777, path);
		return -1;
	}
	if (b->len > 0 && b->at[b->len - 1] == '\n')
		b->len -= b->len > 1 && b->at[b->len - 2] == '\r' ? 2 : 1;
	if (b->len == 0)
		snprintf(error, size, "it is empty");
	else if (!is_utf8(b))
		snprintf(error, size, "it is not UTF-8");
	else
		v->is_loaded = true;
	return v->is_loaded ? 0 : -1;
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
	struct buffer said = { 0 };

	if (v->kind == VALUE_JSON) {
		buffer_add(json, v->text, v->len);
		return;
	}
	rule_value_add_text(v, g, &said);
	json_write_string(json, said.at ? said.at : "", said.len);
	buffer_free(&said);
}

void
rule_value_print(const struct rule_value *v, struct buffer *out)
{
	if (v->kind == VALUE_FILE)
		buffer_str(out, "@");
	rule_lexer_print(out, v->text, v->len, v->quoted);
}
