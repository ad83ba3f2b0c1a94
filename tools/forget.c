/* forget - a line of the journal without a person in it. */

#include "forget.h"

#include <string.h>

#include "token.h"

/* The members of a body that name somebody. */
static const char *const names[] = {
	"caller",	  "callee",
	"from",		  "to",
	"sipLogin",	  "sipAuthenticationName",
	"sipVisibleName", "visibleName",
};

/* What goes with them: what was said, and a message with names in it. */
static const char *const contents[] = { "body", "sipMessageRaw" };

#define COUNT(list) (sizeof(list) / sizeof *(list))

static bool
is_one_of(const struct scan *s, const struct token *name,
	  const char *const *list, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (token_says(s, name, list[i], strlen(list[i])))
			return true;
	return false;
}

/* A number that reads like the user is the user. */
static bool
is_user(const struct scan *s, const struct token *value, const char *user)
{
	size_t len = strlen(user);

	if (value->kind == STRING)
		return token_says(s, value, user, len);
	return value->kind == NUMBER && value->end - value->start == len &&
	       memcmp(s->text + value->start, user, len) == 0;
}

static bool
names_user(const struct scan *s, const struct token *body, const char *user)
{
	const struct token *name = token_first(body), *value;

	for (; name < token_end(s, body); name = token_next(s, value)) {
		value = token_next(s, name);
		if (is_user(s, value, user) &&
		    is_one_of(s, name, names, COUNT(names)))
			return true;
	}
	return false;
}

/* Copies up to the value, and what stands for it. */
static void
replace(struct buffer *out, const struct scan *s, const struct token *value,
	size_t *from)
{
	buffer_add(out, s->text + *from, value->start - *from);
	buffer_str(out, "\"" ERASED "\"");
	*from = value->end;
}

static void
replace_in_body(struct buffer *out, const struct scan *s,
		const struct token *body, const char *user, size_t *from)
{
	const struct token *name = token_first(body), *value;

	for (; name < token_end(s, body); name = token_next(s, value)) {
		value = token_next(s, name);
		if (is_one_of(s, name, contents, COUNT(contents)) ||
		    (is_user(s, value, user) &&
		     is_one_of(s, name, names, COUNT(names))))
			replace(out, s, value, from);
	}
}

/* The reason of a refusal may say who was refused. */
static bool
tells_of(const struct scan *s, const struct token *value, const char *user)
{
	struct buffer said = { 0 };
	bool tells;

	if (value->kind != STRING)
		return false;
	token_decode(s, value, &said);
	tells = said.len && memmem(said.at, said.len, user, strlen(user));
	buffer_free(&said);
	return tells;
}

bool
forget(struct buffer *out, struct scan *s, const char *line, size_t len,
       const char *user)
{
	const struct token *root, *name, *value, *body;
	size_t from = 0;

	/* Nearly all lines are not about the user, and need not be read; an
	 * escape may hide one. */
	if (!memmem(line, len, user, strlen(user)) && !memchr(line, '\\', len))
		return false;
	s->deeper = 1;
	if (scan(s, line, len))
		return false;
	root = token_root(s);
	body = token_member(s, root, "body");
	if (!body || body->kind != OBJECT || !names_user(s, body, user))
		return false;
	for (name = token_first(root); name < token_end(s, root);
	     name = token_next(s, value)) {
		value = token_next(s, name);
		if (value == body)
			replace_in_body(out, s, body, user, &from);
		else if (token_says(s, name, "reason", strlen("reason")) &&
			 tells_of(s, value, user))
			replace(out, s, value, &from);
	}
	buffer_add(out, line + from, len - from);
	return true;
}
