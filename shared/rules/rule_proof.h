/*
 * rule_proof - what a rule `prove` demands: a token, a link or a password.
 *
 *	FIELD jwt FILE [issuer TEXT] [audience TEXT] [leeway SECONDS]
 *	FIELD hmac @FILE over FIELD {FIELD}
 *	FIELD password FIELD in FILE
 *	FIELD password FIELD in database FILE
 */
#ifndef ECHOAPP_RULE_PROOF_H
#define ECHOAPP_RULE_PROOF_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/timestamp.h"
#include "facts.h"
#include "field_path.h"
#include "proof/key_set.h"
#include "proof/passwd.h"
#include "rule_lexer.h"

struct rule_proof {
	enum proof_kind {
		PROOF_JWT,
		PROOF_LINK,
		PROOF_PASSWORD,
	} kind;
	/* The field with the token, the signature, or the user's name. */
	struct field_path token;
	char *file;	/* of the keys, of the link's secret, or of the users */
	char *issuer;	/* PROOF_JWT; or NULL */
	char *audience; /* PROOF_JWT; or NULL */
	timestamp leeway;	 /* PROOF_JWT */
	struct field_path *over; /* PROOF_LINK: the fields that are signed */
	size_t over_count;
	struct field_path password; /* PROOF_PASSWORD */
	struct key_set *keys;	    /* NULL: not read */
	struct passwd_file *users;  /* PROOF_PASSWORD; NULL: not read */
	bool in_database; /* PROOF_PASSWORD: the file says which database */
	char *path;	  /* in_database: of the file; NULL: not looked at */
};

/*
 * Parses the words after the HOOK, and copies them.  Returns 0; or -1 with the
 * error and *bad, the number of the word that is wrong, which is `count` if one
 * is missing at the end.  Either way rule_proof_free() frees the result.
 */
int rule_proof_parse(struct rule_proof *, const struct rule_word *,
		     size_t count, struct error *, size_t *bad);
void rule_proof_free(struct rule_proof *);

/*
 * Reads the file, at `path`; see key_set_read().  A database's is not read, but
 * looked at, because only the helper (proof/user_lookup.h) knows what it says.
 */
int rule_proof_load(struct rule_proof *, const char *path, struct stat *st,
		    struct error *);

/* What the proof gives facts to. */
enum fact_source rule_proof_source(const struct rule_proof *);

/*
 * Verifies what the body has, as of `now`.  NULL: it is proved, and *facts has
 * the facts, of which `text` has the bytes.  Otherwise why nothing is proved: a
 * sentence that shows nothing of the token; *is_unknown: a database did not
 * say.
 */
const char *rule_proof_verify(const struct rule_proof *, const struct facts *,
			      timestamp now, struct json_scan *facts,
			      struct buffer *text, bool *is_unknown);

/* Appends the words as rules.conf spells them. */
void rule_proof_print(const struct rule_proof *, struct buffer *);

#endif
