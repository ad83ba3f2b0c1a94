/*
 * rule_value - a VALUE of a rule: text, a JSON value, or a file's content.
 *
 *	"10002"   10002x     text; $0 to $9 are groups of the nearest pattern
 *	                     before it, $$ is a dollar sign
 *	"sip:$jwt.sub"       text with a fact (facts.h), which ends before the
 *	"${jwt.sub}-1"       first character that no name has; or in braces
 *	true 5060 null       JSON as written; not in quotes
 *	@secrets/sip         the file's bytes, without the last line end; not
 *	                     in quotes
 *
 * A $ in the content of a group, a fact or a file has no meaning.
 */
#ifndef ECHOAPP_RULE_VALUE_H
#define ECHOAPP_RULE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/regex.h"
#include "field_path.h"
#include "rule_lexer.h"

/* The longest file that a value may be read from, in bytes. */
#define VALUE_FILE_MAX ((size_t)64 * 1024)

struct rule_value {
	enum { VALUE_TEXT, VALUE_JSON, VALUE_FILE } kind;
	char *text; /* as written, or the file's path */
	size_t len;
	bool quoted;
	bool has_groups;
	struct field_path *facts; /* in the order of the text */
	size_t fact_count;
	/* VALUE_FILE: */
	bool is_loaded;
	struct buffer content;
};

/*
 * Parses a copy of the word.  `groups`: the last group that the word may use;
 * -1: no pattern comes before it.  Returns 0, or -1 with the error; then there
 * is nothing to free.
 */
int rule_value_parse(struct rule_value *, const struct rule_word *, int groups,
		     struct error *);
void rule_value_free(struct rule_value *);

/*
 * Reads the file of a VALUE_FILE, at `path`.  Returns 0, or -1 with an error
 * that does not name the file; see read_file() for *st.  An empty file, a file
 * that is not UTF-8, and a file that other users can read are errors.
 */
int rule_value_load(struct rule_value *, const char *path, struct stat *st,
		    struct error *);

/*
 * Has each fact of the value a text?  MATCH_STOPPED: it is unknown.  Only with
 * MATCH_YES has the value a meaning.
 */
enum match_result rule_value_is_known(const struct rule_value *,
				      const struct facts *);

/* Appends the value's text. */
void rule_value_add_text(const struct rule_value *, const struct regex_groups *,
			 const struct facts *, struct buffer *);

/* Appends one JSON value: a string, except for VALUE_JSON. */
void rule_value_add_json(const struct rule_value *, const struct regex_groups *,
			 const struct facts *, struct buffer *json);

/* Appends the value as rules.conf spells it. */
void rule_value_print(const struct rule_value *, struct buffer *);

#endif
