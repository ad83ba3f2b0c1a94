/* rule_password - proves that a password is the user's. */

#include "rule_password.h"

#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "base/shared_memory.h"
#include "proof/password_check.h"

static struct password_check check = { .by_user = true };

void
rule_password_share(void)
{
	if (!check.shared)
		password_check_share(&check,
				     shared_memory_new(sizeof *check.shared));
}

/* The text of the member `address` of a source; or "". */
static void
add_address(const struct facts *facts, enum fact_source source,
	    struct buffer *out)
{
	const struct json_scan *s = facts->of[source];
	const struct json_token *t =
	    s ? json_token_member(s, json_token_root(s), "address") : NULL;

	if (t)
		json_token_decode(s, t, out);
}

/* The browser's address where it is known, because one WCS sends all hooks. */
static void
find_peer(const struct facts *facts, struct buffer *out)
{
	add_address(facts, FACT_CLIENT, out);
	if (out->len == 0)
		add_address(facts, FACT_PEER, out);
	buffer_add(out, "", 1);
}

const char *
rule_password_verify(const struct rule_proof *p, const struct facts *facts,
		     const char *user, const char *password,
		     struct buffer *text)
{
	const struct passwd_file *file = p->users;
	const struct passwd_user *known = passwd_find(file, user);
	struct password_check_request r = {
		.user = user,
		.password = password,
		.hash = known ? known->hash : NULL,
		.stand_in =
		    file->at[password_check_stand_in(&check, user, file->count)]
			.hash,
	};
	struct buffer peer = { 0 };
	const char *why;

	find_peer(facts, &peer);
	r.peer = peer.at;
	why = password_check(&check, &r);
	buffer_free(&peer);
	if (why)
		return why;
	text->len = 0;
	buffer_str(text, "{\"name\":");
	json_write_string(text, user, strlen(user));
	buffer_str(text, "}");
	return NULL;
}
