/* auth - who sent this hook? */

#include "auth.h"

#include "auth_header.h"

void
auth_use(struct auth *a, const struct conf *c)
{
	if (a->by != c->auth)
		auth_close(a);
	a->by = c->auth;
	if (a->by == AUTH_HMAC)
		secrets_use(&a->secrets, c->secret_file);
	if (a->by == AUTH_BASIC)
		basic_use(&a->basic, c->passwd_file);
}

const char *
auth_trouble(const struct auth *a)
{
	if (a->by == AUTH_HMAC && a->secrets.count == 0)
		return a->secrets.file.error;
	if (a->by == AUTH_BASIC && a->basic.passwd.count == 0)
		return a->basic.passwd.file.error;
	return NULL;
}

static const char *
hmac_refuses(const struct secrets *s, const struct request *r)
{
	uint8_t signature[DIGEST_MD5];
	const char *reason =
	    authorization_signature(r->authorization, signature);

	if (reason)
		return reason;
	return secrets_signed(s, signature, (struct run){ r->body, r->len })
		   ? NULL
		   : "the signature is not that of this body";
}

const char *
auth_refuses(struct auth *a, const struct request *r)
{
	switch (a->by) {
	case AUTH_NONE:
		return NULL;
	case AUTH_HMAC:
		return hmac_refuses(&a->secrets, r);
	case AUTH_BASIC:
		return basic_refuses(&a->basic, r->authorization,
				     r->remote_addr);
	}
	return "echoapp.conf asks for what nobody can prove";
}

void
auth_close(struct auth *a)
{
	secrets_forget(&a->secrets);
	basic_forget(&a->basic);
	*a = (struct auth){ 0 };
}
