/* auth - checks who sent a hook. */

#include "auth.h"

#include "auth_header.h"
#include "base/shared_memory.h"

static void
forget_scheme(struct auth *a)
{
	struct auth_memory *memory = a->memory;

	secrets_wipe(&a->secrets);
	auth_basic_wipe(&a->basic);
	replays_free(&a->replays);
	*a = (struct auth){ .memory = memory };
}

void
auth_refresh(struct auth *a, const struct conf *c)
{
	if (!a->memory)
		a->memory = shared_memory_new(sizeof *a->memory);
	if (a->scheme != c->auth)
		forget_scheme(a);
	a->scheme = c->auth;
	password_check_share(&a->basic.check, &a->memory->throttles);
	if (a->scheme == AUTH_HMAC && !a->replays.sets)
		replays_borrow(&a->replays, a->memory->replays);
	if (a->scheme == AUTH_HMAC)
		secrets_refresh(&a->secrets, c->secret_file);
	if (a->scheme == AUTH_BASIC)
		auth_basic_refresh(&a->basic, c->passwd_file);
}

const char *
auth_error(const struct auth *a)
{
	if (a->scheme == AUTH_HMAC && a->secrets.count == 0)
		return a->secrets.file.error.text;
	if (a->scheme == AUTH_BASIC && a->basic.passwd.count == 0)
		return a->basic.passwd.file.error.text;
	return NULL;
}

static const char *
hmac_refusal(struct auth *a, const struct request *r)
{
	uint8_t signature[DIGEST_MD5];
	const char *reason = auth_header_signature(r->authorization, signature);

	if (reason)
		return reason;
	if (!secrets_verify(&a->secrets, signature,
			    (struct bytes){ r->body, r->len }))
		return "the signature does not match the body";
	a->repeats = replays_count(&a->replays, signature,
				   (uint32_t)(r->received / 1000000));
	return NULL;
}

const char *
auth_refusal(struct auth *a, const struct request *r)
{
	a->repeats = 0;
	switch (a->scheme) {
	case AUTH_NONE:
		return NULL;
	case AUTH_HMAC:
		return hmac_refusal(a, r);
	case AUTH_BASIC:
		return auth_basic_refusal(&a->basic, r->authorization,
					  r->remote_addr);
	}
	return "auth in echoapp.conf has an unknown value";
}

unsigned
auth_repeats(const struct auth *a)
{
	return a->repeats;
}

bool
auth_wants_credentials(const struct auth *a, const struct request *r)
{
	return a->scheme == AUTH_BASIC &&
	       (!r->authorization || !r->authorization[0]);
}

void
auth_close(struct auth *a)
{
	forget_scheme(a);
	shared_memory_free(a->memory, sizeof *a->memory);
	*a = (struct auth){ 0 };
}
