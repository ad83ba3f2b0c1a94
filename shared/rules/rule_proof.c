/* rule_proof - what a rule `prove` demands. */

#include "rule_proof.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_token.h"
#include "base/log.h"
#include "base/open_file.h"
#include "base/str.h"
#include "proof/jwt.h"
#include "rule_link.h"
#include "rule_password.h"

/* The longest leeway, in seconds. */
#define LEEWAY_MAX 3600

/* A position in the words. */
struct proof_words {
	const struct rule_word *first, *next, *end;
	struct rule_proof *proof;
	struct error *error;
};

/* The next word, without a step; an empty one at the end. */
static const char *
peek(const struct proof_words *w)
{
	return w->next < w->end ? w->next->at : "";
}

static bool
accept(struct proof_words *w, const char *keyword)
{
	if (w->next == w->end || !rule_lexer_is(w->next, keyword))
		return false;
	w->next++;
	return true;
}

/* The next word, which is copied; NULL: it is missing. */
static char *
expect(struct proof_words *w, const char *what)
{
	if (w->next < w->end && w->next->len > 0)
		return str_dup((w->next++)->at);
	error_set(w->error, "%s is missing", what);
	return NULL;
}

static int
parse_field(struct proof_words *w, struct field_path *p)
{
	char shown[RULE_LEXER_ESCAPED_SIZE];
	const char *bad;

	if (w->next == w->end)
		return error_set(w->error, "a FIELD is missing");
	bad = field_path_parse(p, w->next->at);
	if (!bad && p->source != FACT_BODY) {
		field_path_free(p);
		bad = "is a fact already; only a field of the hook can have a "
		      "proof";
	}
	log_escape(shown, sizeof shown, w->next->at);
	if (bad)
		return error_set(w->error, "the FIELD \"%s\" %s", shown, bad);
	w->next++;
	return 0;
}

/* "30", "30s" or "2m". */
static int
parse_leeway(struct proof_words *w)
{
	const char *at = peek(w);
	char *end;
	long n = strtol(at, &end, 10);

	if (*end == 'm' && n <= LEEWAY_MAX) {
		n *= 60;
		end++;
	} else if (*end == 's') {
		end++;
	}
	if (*end || !isdigit((unsigned char)at[0]) || n > LEEWAY_MAX)
		return error_set(w->error,
				 "the leeway must be a number of seconds from "
				 "0 to %d",
				 LEEWAY_MAX);
	w->proof->leeway = n * TIMESTAMP_SECOND;
	w->next++;
	return 0;
}

static int
parse_jwt(struct proof_words *w)
{
	struct rule_proof *p = w->proof;

	p->kind = PROOF_JWT;
	if (w->next < w->end && !w->next->quoted && w->next->at[0] == '@' &&
	    w->next->at[1])
		p->file = str_dup((w->next++)->at + 1);
	else
		p->file = expect(w, "the FILE with the keys");
	if (!p->file)
		return -1;
	for (;;) {
		if (!p->issuer && accept(w, "issuer"))
			p->issuer = expect(w, "the TEXT of the issuer");
		else if (!p->audience && accept(w, "audience"))
			p->audience = expect(w, "the TEXT of the audience");
		else if (!p->leeway && accept(w, "leeway"))
			parse_leeway(w);
		else
			break;
		if (w->error->text[0])
			return -1;
	}
	return w->next == w->end
		   ? 0
		   : error_set(w->error,
			       "issuer TEXT, audience TEXT or leeway SECONDS, "
			       "each once, are expected here");
}

static int
parse_link(struct proof_words *w)
{
	struct rule_proof *p = w->proof;

	p->kind = PROOF_LINK;
	if (w->next == w->end || w->next->quoted || w->next->at[0] != '@' ||
	    !w->next->at[1])
		return error_set(w->error, "the FILE with the secret is "
					   "missing, as @secrets/links");
	p->file = str_dup((w->next++)->at + 1);
	if (!accept(w, "over"))
		return error_set(w->error, "\"over FIELD\" is missing");
	do {
		p->over =
		    reallocarray(p->over, p->over_count + 1, sizeof *p->over);
		if (!p->over)
			die(EXIT_TEMPORARY, "cannot store a rule:");
		if (parse_field(w, &p->over[p->over_count]))
			return -1;
		p->over_count++;
	} while (w->next < w->end);
	return 0;
}

static int
parse_password(struct proof_words *w)
{
	struct rule_proof *p = w->proof;

	p->kind = PROOF_PASSWORD;
	if (parse_field(w, &p->password))
		return -1;
	if (!accept(w, "in"))
		return error_set(w->error, "\"in FILE\" is missing");
	p->in_database = accept(w, "database");
	p->file = expect(w, p->in_database ? "the FILE about the database"
					   : "the FILE of users");
	if (!p->file)
		return -1;
	return w->next == w->end
		   ? 0
		   : error_set(w->error, "the line must end after the FILE");
}

static int
parse(struct proof_words *w)
{
	if (parse_field(w, &w->proof->token))
		return -1;
	if (accept(w, "jwt"))
		return parse_jwt(w);
	if (accept(w, "hmac"))
		return parse_link(w);
	if (accept(w, "password"))
		return parse_password(w);
	return error_set(w->error, "jwt, hmac or password is expected here");
}

int
rule_proof_parse(struct rule_proof *p, const struct rule_word *words,
		 size_t count, struct error *error, size_t *bad)
{
	struct proof_words w = { words, words, words + count, p, error };

	*p = (struct rule_proof){ 0 };
	error->text[0] = '\0';
	if (parse(&w) == 0)
		return 0;
	*bad = (size_t)(w.next - w.first);
	return -1;
}

void
rule_proof_free(struct rule_proof *p)
{
	size_t i;

	for (i = 0; i < p->over_count; i++)
		field_path_free(&p->over[i]);
	free(p->over);
	field_path_free(&p->token);
	field_path_free(&p->password);
	key_set_free(p->keys);
	passwd_free(p->users);
	free(p->file);
	free(p->path);
	free(p->issuer);
	free(p->audience);
	*p = (struct rule_proof){ 0 };
}

static int
look_at_database(struct rule_proof *p, const char *path, struct stat *st,
		 struct error *error)
{
	if (stat(path, st)) {
		*st = (struct stat){ 0 };
		return error_set(error, "%s", error_text(errno));
	}
	if (!S_ISREG(st->st_mode))
		return error_set(error, "%s", error_text(OPEN_FILE_OTHER));
	if (st->st_mode & S_IRWXO)
		return error_set(error,
				 "other users can read or write it (mode "
				 "%04o): chmod o= %s",
				 (unsigned)st->st_mode & 07777, path);
	p->path = str_dup(path);
	return 0;
}

int
rule_proof_load(struct rule_proof *p, const char *path, struct stat *st,
		struct error *error)
{
	if (p->in_database)
		return look_at_database(p, path, st, error);
	if (p->kind == PROOF_PASSWORD) {
		p->users = passwd_read(path, st, error);
		return p->users ? 0 : -1;
	}
	p->keys = key_set_read(path, st, error);
	if (!p->keys || p->kind == PROOF_JWT ||
	    key_set_allows(p->keys, ALG_HS256))
		return p->keys ? 0 : -1;
	key_set_free(p->keys);
	p->keys = NULL;
	return error_set(error, "it has no secret for HMAC-SHA256");
}

enum fact_source
rule_proof_source(const struct rule_proof *p)
{
	static const enum fact_source sources[] = {
		[PROOF_JWT] = FACT_JWT,
		[PROOF_LINK] = FACT_LINK,
		[PROOF_PASSWORD] = FACT_ACCOUNT,
	};

	return sources[p->kind];
}

/* "the token %s", good until the next call. */
static const char *
why_not(const char *why)
{
	static char text[160];

	snprintf(text, sizeof text, "the token %s", why);
	return text;
}

static const char *
verify_jwt(const struct rule_proof *p, struct bytes token, timestamp now,
	   struct json_scan *claims, struct buffer *text)
{
	const struct jwt_demands demands = { p->issuer, p->audience,
					     p->leeway };
	const char *why = jwt_verify(p->keys, &demands, token.at, token.len,
				     now, claims, text);

	return why ? why_not(why) : NULL;
}

static const char *
verify_link(const struct rule_proof *p, const struct facts *facts,
	    struct bytes token, timestamp now, struct json_scan *proved,
	    struct buffer *text)
{
	const char *why = rule_link_verify(p, facts, token, now, text);

	if (!why && json_scan(proved, text->at, text->len))
		why = "a field that the link is over is not a text";
	return why;
}

/* Appends the text of a field and a NUL; NULL, or why it cannot be. */
static const char *
add_text(const struct facts *facts, const struct field_path *p,
	 struct buffer *out)
{
	const struct json_token *t = field_path_find(facts, p);

	if (!t || t->kind == JSON_NULL)
		return "the hook has no such field";
	if (t->kind != JSON_STRING)
		return "the field is not a string";
	json_token_decode(facts->of[FACT_BODY], t, out);
	buffer_add(out, "", 1);
	return NULL;
}

static const char *
verify_password(const struct rule_proof *p, const struct facts *facts,
		struct bytes user, struct json_scan *proved,
		struct buffer *text, bool *is_unknown)
{
	struct buffer password = { 0 };
	const char *why = add_text(facts, &p->password, &password);

	if (why)
		why = "the hook has no password";
	else if (memchr(user.at, '\0', user.len) ||
		 strlen(password.at) != password.len - 1)
		why = "the user or the password has a NUL";
	else
		why = rule_password_verify(p, facts, user.at, password.at, text,
					   is_unknown);
	if (!why && json_scan(proved, text->at, text->len))
		why = "the user's name is not a text";
	if (password.at)
		explicit_bzero(password.at, password.cap);
	buffer_free(&password);
	return why;
}

static const char *
verify(const struct rule_proof *p, const struct facts *facts,
       struct bytes token, timestamp now, struct json_scan *proved,
       struct buffer *text, bool *is_unknown)
{
	if (!p->keys && !p->users && !p->path)
		return "the file was not read";
	switch (p->kind) {
	case PROOF_JWT:
		return verify_jwt(p, token, now, proved, text);
	case PROOF_LINK:
		return verify_link(p, facts, token, now, proved, text);
	default:
		return verify_password(p, facts, token, proved, text,
				       is_unknown);
	}
}

const char *
rule_proof_verify(const struct rule_proof *p, const struct facts *facts,
		  timestamp now, struct json_scan *proved, struct buffer *text,
		  bool *is_unknown)
{
	struct buffer token = { 0 };
	const char *why = add_text(facts, &p->token, &token);

	if (!why)
		why =
		    verify(p, facts, (struct bytes){ token.at, token.len - 1 },
			   now, proved, text, is_unknown);
	buffer_free(&token);
	return why;
}

static void
print_option(struct buffer *out, const char *name, const char *text)
{
	if (!text)
		return;
	buffer_printf(out, " %s ", name);
	rule_lexer_print(out, text, strlen(text), true);
}

void
rule_proof_print(const struct rule_proof *p, struct buffer *out)
{
	size_t i;

	buffer_str(out, " ");
	field_path_print(&p->token, out);
	if (p->kind == PROOF_JWT) {
		buffer_str(out, " jwt ");
		rule_lexer_print_name(out, p->file);
		print_option(out, "issuer", p->issuer);
		print_option(out, "audience", p->audience);
		if (p->leeway)
			buffer_printf(
			    out, " leeway %lld",
			    (long long)(p->leeway / TIMESTAMP_SECOND));
		return;
	}
	if (p->kind == PROOF_PASSWORD) {
		buffer_str(out, " password ");
		field_path_print(&p->password, out);
		buffer_str(out, p->in_database ? " in database " : " in ");
		rule_lexer_print(out, p->file, strlen(p->file), true);
		return;
	}
	buffer_printf(out, " hmac @%s over", p->file);
	for (i = 0; i < p->over_count; i++) {
		buffer_str(out, " ");
		field_path_print(&p->over[i], out);
	}
}
