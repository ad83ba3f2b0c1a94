/*
 * value - a VALUE of a rule: text, a JSON value, or what a file holds.
 *
 *	"10002"   10002x     text; $0 to $9 are groups of the pattern before
 *	                     it, $$ is a dollar
 *	true 5060 null       JSON as it stands, when it is not in quotes
 *	@secrets/sip         the file's bytes, without the last line end; not
 *	                     in quotes
 *
 * What a group holds is never expanded again, nor is what a file holds.
 */
#ifndef ECHOAPP_VALUE_H
#define ECHOAPP_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/regex.h"
#include "rule_lexer.h"

/* The longest file that a value may be read from, in bytes. */
#define VALUE_FILE_MAX ((size_t)64 * 1024)

struct rule_value {
	enum { VALUE_TEXT, VALUE_JSON, VALUE_FILE } kind;
	char *text; /* as written, or the file's path */
	size_t len;
	bool quoted;
	bool has_groups;
	bool is_loaded;	       /* VALUE_FILE: */
	struct buffer content; /* what the file holds */
};

/*
 * Takes in a word.  `groups`: the number of the last group that it may name,
 * or -1 for none, because there is no pattern before it.  Returns 0, or -1
 * with words in `error`; then nothing is held.
 */
int rule_value_parse(struct rule_value *, const struct rule_word *, int groups,
		     char *error, size_t size);
void rule_value_free(struct rule_value *);

/*
 * Reads the file of a VALUE_FILE, at `path`.  See read_file() for st and
 * error; a file that others can read is refused, too.
 */
int rule_value_load(struct rule_value *, const char *path, struct stat *st,
		    char *error, size_t size);

/* Appends the bytes it says. */
void rule_value_add_text(const struct rule_value *, const struct regex_groups *,
			 struct buffer *);

/* Appends one JSON value: a string, unless the rule says another kind. */
void rule_value_add_json(const struct rule_value *, const struct regex_groups *,
			 struct buffer *json);

/* Appends it as it is written in a rule. */
void rule_value_print(const struct rule_value *, struct buffer *);

#endif
