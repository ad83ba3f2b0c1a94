/* rule_value - a VALUE of a rule: text, a JSON value, or a file's content. */

#include "rule_value.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
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

/* The last byte of a name in a text, or before `at`: a dot ends no name. */
static const char *
end_of_names(const char *at, const char *end)
{
	const char *last = at;

	for (; at < end; at++) {
		if (isalnum((unsigned char)*at) || strchr("_-", *at))
			last = at + 1;
		else if (*at != '.')
			break;
	}
	return last;
}

static size_t
length_of_name(const char *at, const char *end)
{
	const char *dot = memchr(at, '.', (size_t)(end - at));

	return (size_t)((dot ? dot : end) - at);
}

/*
 * Reads the fact after a $.  *at is moved after it.  Returns the length of its
 * path, which begins at *path; 0: there is none.
 */
static size_t
read_fact(const char **at, const char *end, const char **path)
{
	const bool in_braces = *at < end && **at == '{';
	const char *stop;
	size_t len;

	*path = *at + in_braces;
	stop = in_braces ? memchr(*at, '}', (size_t)(end - *at))
			 : end_of_names(*at, end);
	if (!stop ||
	    facts_source_find(*path, length_of_name(*path, stop)) == FACT_BODY)
		stop = *path;
	len = (size_t)(stop - *path);
	if (len > 0)
		*at = stop + in_braces;
	return len;
}

static int
add_fact(struct rule_value *v, const char *text, size_t len,
	 struct error *error)
{
	char *path = str_dup_len(text, len);
	const char *bad;

	v->facts = reallocarray(v->facts, v->fact_count + 1, sizeof *v->facts);
	if (!v->facts)
		die(EXIT_TEMPORARY, "cannot store a value of a rule:");
	bad = field_path_parse(&v->facts[v->fact_count], path);
	if (!bad && v->facts[v->fact_count].source == FACT_NOW) {
		field_path_free(&v->facts[v->fact_count]);
		bad = "can be tested only, by the conditions of the rule";
	}
	if (!bad)
		v->fact_count++;
	else
		error_set(error, "the fact %s %s", path, bad);
	free(path);
	return bad ? -1 : 0;
}

/* Checks the digit after a $, and sets has_groups. */
static int
check_group(struct rule_value *v, char digit, int groups, struct error *error)
{
	const int n = digit - '0';

	if (n < 0 || n > 9)
		return error_set(error,
				 "a $ must be part of $0 to $9, or of $$ for "
				 "a dollar sign, or begin a fact such as "
				 "$jwt.sub");
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
	return 0;
}

/* Checks each $, and sets has_groups and facts. */
static int
check_dollars(struct rule_value *v, int groups, struct error *error)
{
	const char *at = v->text, *end = v->text + v->len, *path;
	size_t len;

	while ((at = memchr(at, '$', (size_t)(end - at)))) {
		at++;
		len = read_fact(&at, end, &path);
		if (len > 0) {
			if (add_fact(v, path, len, error))
				return -1;
			continue;
		}
		if (at < end && *at == '$') {
			at++;
			continue;
		}
		if (check_group(v, at < end ? *at : '\0', groups, error))
			return -1;
		at++;
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
	else if (v->kind != VALUE_TEXT || check_dollars(v, groups, error) == 0)
		return 0;
	rule_value_free(v);
	return -1;
}

void
rule_value_free(struct rule_value *v)
{
	size_t i;

	for (i = 0; i < v->fact_count; i++)
		field_path_free(&v->facts[i]);
	free(v->facts);
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

/* The kinds of JSON values that have a text. */
#define HAVE_TEXT (JSON_STRING | JSON_NUMBER | JSON_BOOLEAN)

enum match_result
rule_value_is_known(const struct rule_value *v, const struct facts *facts)
{
	enum match_result all = MATCH_YES;
	const struct json_token *t;
	size_t i;

	for (i = 0; i < v->fact_count; i++) {
		if (field_path_is_unknown(facts, &v->facts[i])) {
			all = MATCH_STOPPED;
			continue;
		}
		t = field_path_find(facts, &v->facts[i]);
		if (!t || !(t->kind & HAVE_TEXT))
			return MATCH_NO;
	}
	return all;
}

static void
add_fact_text(const struct field_path *p, const struct facts *facts,
	      struct buffer *out)
{
	const struct json_scan *s = facts->of[p->source];
	const struct json_token *t = field_path_find(facts, p);

	if (t && t->kind == JSON_STRING)
		json_token_decode(s, t, out);
	else if (t)
		buffer_add(out, s->text + t->start, t->end - t->start);
}

static void
expand(const struct rule_value *v, const struct regex_groups *g,
       const struct facts *facts, struct buffer *out)
{
	const char *at = v->text, *end = v->text + v->len, *dollar, *path;
	size_t next_fact = 0;

	while ((dollar = memchr(at, '$', (size_t)(end - at)))) {
		buffer_add(out, at, (size_t)(dollar - at));
		at = dollar + 1;
		if (read_fact(&at, end, &path) > 0) {
			add_fact_text(&v->facts[next_fact++], facts, out);
			continue;
		}
		at++;
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
		    const struct facts *facts, struct buffer *out)
{
	if (v->kind == VALUE_FILE)
		buffer_add(out, v->content.at, v->content.len);
	else if (v->kind == VALUE_JSON)
		buffer_add(out, v->text, v->len);
	else
		expand(v, g, facts, out);
}

void
rule_value_add_json(const struct rule_value *v, const struct regex_groups *g,
		    const struct facts *facts, struct buffer *json)
{
	struct buffer text = { 0 };

	if (v->kind == VALUE_JSON) {
		buffer_add(json, v->text, v->len);
		return;
	}
	rule_value_add_text(v, g, facts, &text);
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
