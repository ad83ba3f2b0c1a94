/* sign-link: its links are accepted until they expire, and no others are. */

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/ctl_runner.h"
#include "support/harness.h"
#include "support/token.h"

static void
put_rules(const char *over)
{
	char rules[256];

	snprintf(rules, sizeof rules,
		 "prove playHLS token hmac @links over %s\n"
		 "deny playHLS if not link.name exists reason \"no link\"\n",
		 over);
	write_file("rules.conf", rules);
	write_file("echoapp.conf", "rules = rules.conf\n");
	write_file("links", TOKEN_SECRET "\n");
	ck_assert_int_eq(chmod("links", 0600), 0);
}

/* The token, without its line end; never freed. */
static char *
sign(const char *seconds, const char *value)
{
	char *token =
	    seconds
		? strdup(ctl_output(ctl_run("--conf", "echoapp.conf",
					    "sign-link", "playHLS", "--seconds",
					    seconds, value, NULL)))
		: strdup(
		      ctl_output(ctl_run("--conf", "echoapp.conf", "sign-link",
					 "playHLS", value, NULL)));

	token[strcspn(token, "\n")] = '\0';
	return token;
}

/* What explain says; *is_good: the hook would pass. */
static const char *
play(const char *name, const char *token, bool *is_good)
{
	struct outcome r;
	char body[600];

	snprintf(body, sizeof body, "{\"name\":\"%s\",\"token\":\"%s\"}", name,
		 token);
	write_file("body.json", body);
	r = ctl_run("--conf", "echoapp.conf", "explain", "playHLS", "body.json",
		    NULL);
	*is_good = r.code == 0;
	return r.out;
}

static bool
passes(const char *name, const char *token)
{
	bool is_good;

	play(name, token, &is_good);
	return is_good;
}

static void
is_refused(const char *name, const char *token, const char *why)
{
	bool is_good;
	const char *says = play(name, token, &is_good);

	ck_assert_msg(!is_good && strstr(says, why), "%s %s: %s", name, token,
		      says);
}

TEST(a_signed_link_is_accepted)
{
	char *token, *later;

	put_rules("name expires");
	token = sign("600", "name=room 1");
	ck_assert(passes("room 1", token));
	is_refused("room 2", token, "the link's signature is wrong");
	is_refused("room 1", strchr(token, '.') + 1, "lacks a field");
	is_refused("room 1", "", "lacks a field");
	/* With another time. */
	later = strdup(token);
	later[0]++;
	is_refused("room 1", later, "the link's signature is wrong");
	is_refused("room 1", sign("0", "name=room 1"), "has expired");
}

TEST(no_changed_link_is_accepted)
{
	static const char letters[] = "ABCdef012-_.=%";
	char *token, *changed;
	size_t i, j;

	put_rules("name expires");
	token = sign("600", "name=r");
	for (i = 0; i < strlen(token); i += 3)
		for (j = 0; j < strlen(letters); j += 4) {
			changed = strdup(token);
			if (changed[i] == letters[j])
				continue;
			changed[i] = letters[j];
			ck_assert_msg(!passes("r", changed), "%s", changed);
			free(changed);
		}
}

TEST(a_link_can_be_made_with_openssl)
{
	char command[256], token[128];

	put_rules("name expires");
	snprintf(command, sizeof command,
		 "printf '%%s\\n%%s' r 1900000000 | openssl dgst -sha256 -hmac "
		 "%s -binary | basenc --base64url | tr -d '=\\n'",
		 TOKEN_SECRET);
	snprintf(token, sizeof token, "1900000000.%s", output_of(command));
	ck_assert_msg(passes("r", token), "%s", token);
}

TEST(values_cannot_move_between_fields)
{
	put_rules("name expires");
	is_refused("a\\n1", sign("600", "name=a"), "has a line feed");
	is_refused("r", "x.y", "not a number of seconds");
	is_refused("r", "99999999999999999.y", "not a number of seconds");
	is_refused("r", "-1.y", "not a number of seconds");
}

TEST(a_link_without_an_end_is_possible)
{
	char *token;

	put_rules("name");
	token = sign(NULL, "name=r");
	ck_assert(passes("r", token));
	ck_assert_ptr_null(strchr(token, '.'));
	ck_assert_ptr_nonnull(
	    strstr(ctl_run("--conf", "echoapp.conf", "check", NULL).out,
		   "links of this proof are good for ever"));
}

TEST(what_is_missing_is_named)
{
	struct outcome r;

	put_rules("name expires");
	r = ctl_run("--conf", "echoapp.conf", "sign-link", "playHLS",
		    "--seconds", "9", NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "rules.conf:1: the hook lacks a "));
	r = ctl_run("--conf", "echoapp.conf", "sign-link", "call", "a=b", NULL);
	ck_assert_ptr_nonnull(strstr(r.err, "no rule is: prove call FIELD "));
	r = ctl_run("--conf", "echoapp.conf", "sign-link", "playHLS", "name",
		    NULL);
	ck_assert_ptr_nonnull(strstr(r.err, "\"name\" is not FIELD=VALUE"));
}
