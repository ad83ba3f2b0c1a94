/* rules - rules.conf: one rule in each line, and the files it names. */

#include "rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/line_set.h"
#include "base/log.h"
#include "base/read_file.h"
#include "rule_lexer.h"
#include "rule_parser.h"

/*
 * A file that was read; all zero but for its path: it could not be.  The time
 * is that of its inode, which chmod changes too.
 */
struct seen {
	char *path;
	struct timespec changed;
	off_t size;
	ino_t inode;
	struct listfile *list; /* NULL: it is none */
};

/* One reading of the rules. */
struct reading {
	struct rules *rules;
	const struct rules *before;
	const struct method *own;
	char *dir;
	rules_tell *tell;
	void *arg;
	unsigned line;
	bool bad;
};

static void
tell(struct reading *r, unsigned column, const char *message)
{
	r->bad = true;
	r->tell(r->arg, r->rules->file, r->line, column, message);
}

static char *
copy(const char *text, size_t len)
{
	char *s = strndup(text, len);

	if (!s)
		die(EXIT_AGAIN, "the rules:");
	return s;
}

static bool
is_another(const struct seen *f, const struct stat *st)
{
	return f->changed.tv_sec != st->st_ctim.tv_sec ||
	       f->changed.tv_nsec != st->st_ctim.tv_nsec ||
	       f->size != st->st_size || f->inode != st->st_ino;
}

/* Takes the path over. */
static struct seen *
remember(struct rules *rules, char *path, const struct stat *st)
{
	struct seen *f;

	rules->seen = reallocarray(rules->seen, rules->seen_count + 1,
				   sizeof *rules->seen);
	if (!rules->seen)
		die(EXIT_AGAIN, "the rules' files:");
	f = &rules->seen[rules->seen_count++];
	*f = (struct seen){
		.path = path,
		.changed = st->st_ctim,
		.size = st->st_size,
		.inode = st->st_ino,
	};
	return f;
}

static struct seen *
list_in(const struct rules *rules, const char *path)
{
	size_t i;

	for (i = 0; rules && i < rules->seen_count; i++)
		if (rules->seen[i].list &&
		    strcmp(rules->seen[i].path, path) == 0)
			return &rules->seen[i];
	return NULL;
}

static char *
absolute(const struct reading *r, const char *path)
{
	struct buffer b = { 0 };

	if (path[0] != '/')
		buffer_printf(&b, "%s/", r->dir);
	buffer_str(&b, path);
	buffer_add(&b, "", 1);
	return b.at;
}

static void
cannot_read(struct reading *r, const char *what, const char *path,
	    const char *why)
{
	char message[1024], shown[512];

	log_escape(shown, sizeof shown, path);
	snprintf(message, sizeof message, "the %s %s cannot be used: %s", what,
		 shown, why);
	tell(r, 0, message);
}

/* Takes the path over. */
static struct listfile *
get_list(struct reading *r, char *path)
{
	struct seen *f = list_in(r->rules, path);
	char why[512];
	struct stat st;
	struct listfile *l;

	if (f) {
		free(path);
		return listfile_share(f->list);
	}
	f = list_in(r->before, path);
	if (f && stat(path, &st) == 0 && !is_another(f, &st)) {
		l = listfile_share(f->list);
	} else {
		l = listfile_read(path, &st, why, sizeof why);
		if (!l)
			cannot_read(r, "list", path, why);
	}
	f = remember(r->rules, path, &st);
	f->list = l;
	return l ? listfile_share(l) : NULL;
}

static void
get_value(struct reading *r, struct value *v)
{
	char why[1024];
	struct stat st;
	char *path;

	if (v->kind != VALUE_FILE)
		return;
	path = absolute(r, v->text);
	if (value_load(v, path, &st, why, sizeof why))
		cannot_read(r, "file", path, why);
	remember(r->rules, path, &st);
}

/* Makes a rule ready to be asked. */
static void
load(struct reading *r, struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->condition_count; i++) {
		struct condition *c = &rule->conditions[i];

		if (c->test == IS)
			get_value(r, &c->value);
		else if (c->test == LIKE)
			pattern_hurry(c->pattern);
		else if (c->test == IN)
			c->list = get_list(r, absolute(r, c->text));
	}
	for (i = 0; i < rule->setting_count; i++)
		get_value(r, &rule->settings[i].value);
}

static void
read_line(struct reading *r, struct words *words, const char *line, size_t len)
{
	char why[1024];
	unsigned column = 0;
	struct rules *rules = r->rules;
	struct rule rule;

	if (words_cut(words, line, len, why, sizeof why, &column)) {
		tell(r, column, why);
		return;
	}
	if (words->count == 0)
		return;
	if (rule_parse(&rule, words, why, sizeof why, &column)) {
		tell(r, column, why);
		return;
	}
	rule.file = rules->file;
	rule.line = r->line;
	if (!r->own || rule_is_for(&rule, r->own))
		load(r, &rule);
	if ((rules->count & (rules->count - 1)) == 0) {
		size_t room = rules->count ? rules->count * 2 : 1;

		rules->at = reallocarray(rules->at, room, sizeof *rules->at);
		if (!rules->at)
			die(EXIT_AGAIN, "the rules:");
	}
	rules->at[rules->count++] = rule;
}

static void
read_lines(struct reading *r, const char *at, size_t len)
{
	const char *end = at + len;
	struct words words = { 0 };

	if (len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		r->line++;
		if (stop > at && stop[-1] == '\r')
			stop--;
		read_line(r, &words, at, (size_t)(stop - at));
		at = newline ? newline + 1 : end;
	}
	words_free(&words);
}

static void
forget_rules(struct rules *rules)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		rule_free(&rules->at[i]);
	free(rules->at);
	rules->at = NULL;
	rules->count = 0;
}

int
rules_read(struct rules *rules, const struct rules *before, const char *path,
	   const struct method *own, rules_tell *teller, void *arg)
{
	const char *slash = strrchr(path, '/');
	struct reading r = {
		.rules = rules,
		.before = before,
		.own = own,
		.dir =
		    slash ? copy(path, (size_t)(slash - path)) : copy(".", 1),
		.tell = teller,
		.arg = arg,
	};
	struct buffer text = { 0 };
	char why[512];
	struct stat st;

	*rules = (struct rules){ 0 };
	rules->file = copy(slash ? slash + 1 : path, SIZE_MAX);
	if (contents_read(path, RULES_MAX, &text, &st, why, sizeof why))
		cannot_read(&r, "file", path, why);
	else
		read_lines(&r, text.at, text.len);
	remember(rules, copy(path, SIZE_MAX), &st);
	buffer_free(&text);
	free(r.dir);
	if (!r.bad)
		return 0;
	forget_rules(rules);
	return -1;
}

void
rules_free(struct rules *rules)
{
	size_t i;

	forget_rules(rules);
	for (i = 0; i < rules->seen_count; i++) {
		listfile_free(rules->seen[i].list);
		free(rules->seen[i].path);
	}
	free(rules->seen);
	free(rules->file);
	*rules = (struct rules){ 0 };
}

const struct rule *
rules_match(const struct rules *rules, const struct rule *after, unsigned kinds,
	    const struct method *m, const struct scan *body, struct groups *g)
{
	size_t i = after ? (size_t)(after - rules->at) + 1 : 0;

	for (; i < rules->count; i++) {
		const struct rule *r = &rules->at[i];

		if (RULE_BIT(r->kind) & kinds && rule_is_for(r, m) &&
		    rule_holds(r, body, g))
			return r;
	}
	return NULL;
}

/* What is gone is in the middle of being replaced: the old one holds. */
bool
rules_are_old(const struct rules *rules)
{
	struct stat st;
	size_t i;

	for (i = 0; i < rules->seen_count; i++)
		if (stat(rules->seen[i].path, &st) == 0 &&
		    is_another(&rules->seen[i], &st))
			return true;
	return false;
}
