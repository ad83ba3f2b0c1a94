/* secrets - the file of secrets that hooks are signed with. */

#include "secrets.h"

#include <stdio.h>
#include <string.h>

static bool
is_blank(struct bytes line)
{
	const char *c = line.at;

	while (line.len > 0 &&
	       (c[line.len - 1] == ' ' || c[line.len - 1] == '\t'))
		line.len--;
	return line.len == 0;
}

/* Removes the first line from `rest`. */
static struct bytes
next_line(struct bytes *rest)
{
	const char *at = rest->at, *end = memchr(at, '\n', rest->len);
	const size_t whole = end ? (size_t)(end - at) + 1 : rest->len;
	struct bytes line = { at, end ? whole - 1 : whole };

	if (end && line.len > 0 && at[line.len - 1] == '\r')
		line.len--;
	*rest = (struct bytes){ at + whole, rest->len - whole };
	return line;
}

static int
load(void *arg, char *text, size_t len, const struct secret_file *from,
     struct error *error)
{
	struct secrets *s = arg;
	struct bytes rest = { text, len }, at[SECRETS_MAX];
	size_t count = 0, line;

	for (line = 1; rest.len > 0; line++) {
		struct bytes secret = next_line(&rest);

		if (is_blank(secret))
			continue;
		if (count == SECRETS_MAX) {
			return error_set(
			    error,
			    "%s:%zu: there are more than %d secrets; "
			    "delete old ones",
			    from->file.path, line, SECRETS_MAX);
		}
		at[count++] = secret;
	}
	if (count == 0) {
		return error_set(
		    error,
		    "%s: this file has no secret; write one per line, as in "
		    "WCS's rest_hook_secret_key",
		    from->file.path);
	}
	memcpy(s->at, at, sizeof at);
	s->count = count;
	return 0;
}

void
secrets_refresh(struct secrets *s, const char *path)
{
	secret_file_refresh(&s->file, path, load, s);
	if (!s->file.text)
		s->count = 0;
}

bool
secrets_verify(const struct secrets *s, const uint8_t *signature,
	       struct bytes text)
{
	uint8_t right[DIGEST_MD5];
	unsigned same = 0;
	size_t i;

	/* Tries all, so that the time does not tell which one was right. */
	for (i = 0; i < s->count; i++) {
		digest_hmac_md5(right, s->at[i], text);
		same |= digest_equal(right, signature, sizeof right);
	}
	explicit_bzero(right, sizeof right);
	return same != 0;
}

void
secrets_wipe(struct secrets *s)
{
	secret_file_wipe(&s->file);
	*s = (struct secrets){ 0 };
}
