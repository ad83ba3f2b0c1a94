/*
 * rules - rules.conf: one rule in each line, and the files it names.
 *
 * All rules are read, but the files that a rule names (lists, secrets) only
 * for the hook of a program's own: the others are never asked there.
 */
#ifndef ECHOAPP_RULES_H
#define ECHOAPP_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json_scan.h"
#include "base/regex.h"
#include "method.h"
#include "rule.h"

/* The longest rules.conf, in bytes. */
#define RULES_MAX ((size_t)16 << 20)

struct rules_source;

struct rules {
	struct rule *at; /* in the order of their lines */
	size_t count;
	char *file; /* as it is shown: "rules.conf" */
	/* The files that were read, and what they looked like. */
	struct rules_source *sources;
	size_t source_count;
};

/*
 * Is told what is wrong.  The message names neither file nor line; line 0: it
 * is about the file as a whole; column 0: about the line as a whole.
 */
typedef void rules_report_fn(void *arg, const char *file, unsigned line,
			     unsigned column, const char *message);

/*
 * Reads the file at `path` and, for the rules of the hook `own` (NULL: of all
 * of them), the files that they name; paths in it are relative to it.  What did
 * not change since `before` (or NULL) was read is shared with that.  Every
 * error is told, one for each line.
 *
 * Returns 0; or -1, and there are no rules, but it still knows the files.
 */
int rules_read(struct rules *, const struct rules *before, const char *path,
	       const struct method *own, rules_report_fn *, void *arg);
void rules_free(struct rules *);

/*
 * The first rule behind `after` (NULL: of all) that is of these kinds (see
 * RULE_BIT), for this hook, and holds; or NULL.  The groups are its own.
 */
const struct rule *rules_match(const struct rules *, const struct rule *after,
			       unsigned kinds, const struct method *,
			       const struct json_scan *body,
			       struct regex_groups *);

/* Did one of the files change since they were read? */
bool rules_have_changed(const struct rules *);

#endif
