/* auth_basic - checks a user and a password. */

#include "auth_basic.h"

#include <string.h>

#include "auth_header.h"

static const char *
refusal(struct auth_basic *b, const struct credentials *c, const char *peer)
{
	const struct passwd_user *user = passwd_find(&b->passwd, c->user);
	const struct passwd_user *any = &b->passwd.at[password_check_stand_in(
	    &b->check, c->user, b->passwd.count)];

	return password_check(&b->check, &(struct password_check_request){
					     .user = c->user,
					     .password = c->password,
					     .hash = user ? user->hash : NULL,
					     .stand_in = any->hash,
					     .peer = peer,
					 });
}

const char *
auth_basic_refusal(struct auth_basic *b, const char *authorization,
		   const char *peer)
{
	struct credentials c;
	const char *reason = auth_header_basic(authorization, &c);

	if (!reason)
		reason = refusal(b, &c, peer);
	explicit_bzero(&c, sizeof c);
	return reason;
}

void
auth_basic_refresh(struct auth_basic *b, const char *path)
{
	if (passwd_refresh(&b->passwd, path))
		password_check_forget(&b->check);
}

void
auth_basic_wipe(struct auth_basic *b)
{
	passwd_wipe(&b->passwd);
	explicit_bzero(b, sizeof *b);
}
