/* field_path - a FIELD of a rule: the path of a member of the body. */

#include "field_path.h"

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/str.h"
#include "rule_lexer.h"

/* All names stand in one copy of the text, which names[0] owns. */
static void
split(struct field_path *p, const char *text)
{
	char *at = str_dup(text);
	size_t i;

	p->text = str_dup(text);
	p->names = calloc(p->depth, sizeof *p->names);
	if (!p->names)
		die(EXIT_TEMPORARY, "cannot store a field of a rule:");
	for (i = 0; i < p->depth; i++)
		p->names[i] = strsep(&at, ".");
}

const char *
field_path_parse(struct field_path *p, const char *text)
{
	const char *at = text;
	size_t len;

	*p = (struct field_path){ 0 };
	for (;;) {
		len = strcspn(at, ".");
		if (len == 0)
			return text[0] ? "has an empty name between its dots"
				       : "is empty";
		if (++p->depth > JSON_SCAN_DEPTH)
			return "is deeper than a body can be";
		if (!at[len])
			break;
		at += len + 1;
	}
	split(p, text);
	p->source = facts_source_find(p->names[0], strlen(p->names[0]));
	return NULL;
}

void
field_path_free(struct field_path *p)
{
	if (p->names)
		free(p->names[0]);
	free(p->names);
	free(p->text);
	*p = (struct field_path){ 0 };
}

static const struct json_token *
find_uncached(const struct json_scan *s, const struct field_path *p)
{
	const struct json_token *t = json_token_root(s);
	size_t i;

	for (i = p->source != FACT_BODY; i < p->depth; i++) {
		if (t->kind != JSON_OBJECT)
			return NULL;
		t = json_token_member(s, t, p->names[i]);
		if (!t)
			return NULL;
	}
	return t;
}

/* Rules use the same few fields again and again, so results are cached. */
#define CACHED_PATHS 8
#define CACHED_PATH_SIZE 32 /* bytes, NUL included; longer: not cached */

const struct json_token *
field_path_find(const struct facts *facts, const struct field_path *p)
{
	const struct json_scan *s = facts->of[p->source];
	static struct {
		uint64_t serial; /* of the scan */
		char text[CACHED_PATH_SIZE];
		const struct json_token *value;
	} cache[CACHED_PATHS];
	static size_t next;
	const struct json_token *value;
	size_t len, i;

	if (!s)
		return NULL;
	len = strlen(p->text);
	for (i = 0; i < CACHED_PATHS; i++)
		if (cache[i].serial == s->serial &&
		    strcmp(cache[i].text, p->text) == 0)
			return cache[i].value;
	value = find_uncached(s, p);
	if (len >= sizeof cache->text)
		return value;
	i = next++ % CACHED_PATHS;
	cache[i].serial = s->serial;
	memcpy(cache[i].text, p->text, len + 1);
	cache[i].value = value;
	return value;
}

void
field_path_print(const struct field_path *p, struct buffer *out)
{
	rule_lexer_print_name(out, p->text);
}
