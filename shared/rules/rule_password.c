/* rule_password - proves that a password is the user's. */

#include "rule_password.h"

#include <stdio.h>
#include <string.h>

#include "base/json_token.h"
#include "base/json_write.h"
#include "base/shared_memory.h"
#include "proof/passwd.h"
#include "proof/password_check.h"
#include "proof/stand_ins.h"
#include "proof/user_lookup.h"

static struct password_check check = { .by_user = true };

void
rule_password_share(void)
{
	stand_ins_share();
	user_lookup_share();
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

static void
find_in_file(const struct passwd_file *file, struct password_check_request *r)
{
	const struct passwd_user *known = passwd_find(file, r->user);
	const size_t stand_in =
	    password_check_stand_in(&check, r->user, file->count);

	r->hash = known ? known->hash : NULL;
	r->stand_in = file->at[stand_in].hash;
}

/*
 * The database decides which names are the same, so the account has the name
 * that it gives; otherwise a limit would count each spelling apart.  NULL, or
 * why nobody's password can be checked.
 */
static const char *
find_in_database(const char *path, struct password_check_request *r,
		 bool *is_unknown)
{
	static char text[160];
	struct user_lookup_answer a;
	const char *fault = NULL;

	if (user_lookup_ask(path, r->user, &a) >= USER_LOOKUP_REFUSED) {
		*is_unknown = true;
		return a.why;
	}
	r->stand_in = stand_ins_get(
	    password_check_stand_in(&check, r->user, stand_ins_count()));
	if (!a.hash)
		return NULL;
	r->user = a.name;
	fault = passwd_fault(a.hash);
	if (!fault) {
		stand_ins_note(a.hash);
		r->hash = a.hash;
		return NULL;
	}
	snprintf(text, sizeof text, "the user's hash cannot be checked: %s",
		 fault);
	return text;
}

static const char *
check_password(const struct facts *facts, struct password_check_request *r)
{
	struct buffer peer = { 0 };
	const char *why;

	find_peer(facts, &peer);
	r->peer = peer.at;
	why = password_check(&check, r);
	buffer_free(&peer);
	return why;
}

const char *
rule_password_verify(const struct rule_proof *p, const struct facts *facts,
		     const char *user, const char *password,
		     struct buffer *text, bool *is_unknown)
{
	struct password_check_request r = {
		.user = user,
		.password = password,
	};
	const char *why = NULL, *wrong;

	if (p->users)
		find_in_file(p->users, &r);
	else
		why = find_in_database(p->path, &r, is_unknown);
	if (*is_unknown)
		return why;
	wrong = check_password(facts, &r);
	if (why || wrong)
		return why ? why : wrong;
	text->len = 0;
	buffer_str(text, "{\"name\":");
	json_write_string(text, r.user, strlen(r.user));
	buffer_str(text, "}");
	return NULL;
}
