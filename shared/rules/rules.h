/*
 * rules - rules.conf: a rule in each line, and the files that rules name.
 *
 * A program reads all rules, but the files that a rule names (lists, secrets)
 * only for its own hook, because it never tests the other rules.
 */
#ifndef ECHOAPP_RULES_H
#define ECHOAPP_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/digest.h"
#include "base/json_scan.h"
#include "base/regex.h"
#include "base/sandbox_paths.h"
#include "base/timestamp.h"
#include "method.h"
#include "rule.h"

/* The longest rules.conf, in bytes. */
#define RULES_MAX ((size_t)16 << 20)

struct rules_source;

struct rules {
	struct rule *at; /* in the order of their lines */
	size_t count;
	char *file; /* its name in messages: "rules.conf" */
	/* Each file that was read, and which version of it. */
	struct rules_source *sources;
	size_t source_count;
	char digest[DIGEST_HEX_SIZE]; /* of rules.conf's text; "": unread */
	timestamp loaded;	      /* when the text was read */
	bool need_facts;   /* a rule of the own hook proves or tests a fact */
	bool limit_times;  /* a rule of the own hook is RULE_LASTING */
	bool ask_database; /* a rule of the own hook needs a helper */
};

/*
 * Called for each error.  The message names neither file nor line.  Line 0: the
 * error is about the whole file; column 0: about the whole line.
 */
typedef void rules_report_fn(void *arg, const char *file, unsigned line,
			     unsigned column, const char *message);

/*
 * Reads the file at `path` and, for the rules of the hook `own` (NULL: of all
 * hooks), the files that they name, whose paths are relative to the directory
 * of `path`.  Lists that have not changed since `before` (or NULL) was read are
 * shared with it.  Reports every error, at most one of each line; NULL: to
 * nobody.
 *
 * Returns 0; or -1: then there are no rules, but rules_have_changed() works.
 * Either way rules_free() frees them.
 */
int rules_read(struct rules *, const struct rules *before, const char *path,
	       const struct method *own, rules_report_fn *, void *arg);
/* The path of a list that rules name, from 0 on; NULL: there are no more. */
const char *rules_list_path(const struct rules *, size_t number);

void rules_free(struct rules *);

/*
 * The first rule that comes after `after` (NULL: of all), is of these kinds
 * (see RULE_BIT), is for this hook, and holds; or NULL.  The groups are those
 * of that rule.
 */
const struct rule *rules_match(const struct rules *, const struct rule *after,
			       unsigned kinds, const struct method *,
			       const struct facts *, struct regex_groups *);

/*
 * Starts the helpers that ask databases (proof/user_lookup.h).  False: this
 * process lacks one.
 */
bool rules_start_helpers(const struct rules *);

/* Adds the directories of all files that were read. */
void rules_add_paths(const struct rules *, struct sandbox_paths *);

/*
 * Has a file changed since it was read?  A missing file has not: it may be in
 * the middle of being replaced.
 */
bool rules_have_changed(const struct rules *);

#endif
