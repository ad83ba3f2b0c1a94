/* webhook_secret - signs requests as Standard Webhooks 1.0 has it. */

#include "webhook_secret.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PREFIX "whsec_"
#define SECRET_MIN 24

static int
parse_line(struct webhook_secret *s, const char *line, size_t len,
	   unsigned number, const struct secret_file *from, struct error *e)
{
	/* Decoding base64 wants room for more than it writes. */
	uint8_t bytes[WEBHOOK_SECRET_MAX * 2];
	const size_t prefix = sizeof PREFIX - 1;
	ssize_t n = -1;

	if (s->count == WEBHOOK_SECRETS_MAX)
		return error_set(e, "%s: there are more than %d secrets",
				 from->file.path, WEBHOOK_SECRETS_MAX);
	if (len > prefix && memcmp(line, PREFIX, prefix) == 0)
		n = digest_from_base64(bytes, sizeof bytes, line + prefix,
				       len - prefix);
	if (n < SECRET_MIN || n > WEBHOOK_SECRET_MAX)
		return error_set(e,
				 "%s:%u: this is no secret of Standard "
				 "Webhooks, " PREFIX " and %d to %d bytes in "
				 "base64; make one: (printf " PREFIX
				 "; openssl rand -base64 32) > FILE",
				 from->file.path, number, SECRET_MIN,
				 WEBHOOK_SECRET_MAX);
	memcpy(s->at[s->count].bytes, bytes, (size_t)n);
	s->at[s->count++].len = (size_t)n;
	explicit_bzero(bytes, sizeof bytes);
	return 0;
}

static int
parse(void *arg, char *text, size_t len, const struct secret_file *from,
      struct error *e)
{
	struct webhook_secret new = { 0 }, *s = arg;
	const char *at = text, *end = text + len;
	unsigned number = 0;
	int bad = 0;

	while (at < end && !bad) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		number++;
		if (stop > at && stop[-1] == '\r')
			stop--;
		if (stop > at)
			bad = parse_line(&new, at, (size_t)(stop - at), number,
					 from, e);
		at = newline ? newline + 1 : end;
	}
	if (!bad && !new.count)
		bad = error_set(e, "%s has no secret", from->file.path);
	if (!bad) {
		memcpy(s->at, new.at, sizeof s->at);
		s->count = new.count;
	}
	explicit_bzero(&new, sizeof new);
	return bad;
}

int
webhook_secret_refresh(struct webhook_secret *s, const char *path,
		       struct error *e)
{
	secret_file_refresh(&s->file, path, parse, s);
	return s->count ? 0 : error_set(e, "%s", s->file.error.text);
}

void
webhook_secret_sign(const struct webhook_secret *s, const char *id,
		    int64_t seconds, struct bytes body, struct buffer *out)
{
	uint8_t digest[DIGEST_SHA256];
	char time[24];
	size_t i;

	snprintf(time, sizeof time, ".%" PRId64 ".", seconds);
	for (i = 0; i < s->count; i++) {
		const struct bytes texts[] = {
			{ id, strlen(id) },
			{ time, strlen(time) },
			body,
		};

		digest_hmac_sha256(
		    digest, (struct bytes){ s->at[i].bytes, s->at[i].len },
		    texts, sizeof texts / sizeof *texts);
		buffer_str(out, i ? " v1," : "v1,");
		digest_add_base64(out, digest, sizeof digest);
	}
}

void
webhook_secret_wipe(struct webhook_secret *s)
{
	secret_file_wipe(&s->file);
	explicit_bzero(s, sizeof *s);
}
