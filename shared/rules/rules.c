/* rules - rules.conf: a rule in each line, and the files that rules name. */

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
#include "base/str.h"
#include "base/time_zone.h"
#include "proof/user_lookup.h"
#include "rule_lexer.h"
#include "rule_lines.h"
#include "rule_parser.h"

#define PATH_ESCAPED_SIZE 512 /* a path, escaped for a message */
/* Such a path, why the file is unusable, and the words between. */
#define MESSAGE_SIZE (PATH_ESCAPED_SIZE + sizeof(struct error) + 64)

/*
 * A version of a file.  Only the path is set if the file could not be opened.
 * The time is st_ctim, because chmod changes that too.
 */
struct rules_source {
	char *path;
	struct timespec changed;
	off_t size;
	ino_t inode;
	struct line_set *list; /* NULL: the file is not a list */
	bool is_apart;	       /* only a helper reads it */
};

/* The state of one rules_read(). */
struct reading {
	struct rules *rules;
	const struct rules *before;
	const struct method *own;
	char *dir;
	rules_report_fn *report;
	void *arg;
	unsigned line;
	bool failed;
};

static void
report(struct reading *r, unsigned column, const char *message)
{
	r->failed = true;
	if (r->report)
		r->report(r->arg, r->rules->file, r->line, column, message);
}

static bool
has_changed(const struct rules_source *f, const struct stat *st)
{
	return f->changed.tv_sec != st->st_ctim.tv_sec ||
	       f->changed.tv_nsec != st->st_ctim.tv_nsec ||
	       f->size != st->st_size || f->inode != st->st_ino;
}

/* Takes ownership of the path. */
static struct rules_source *
add_source(struct rules *rules, char *path, const struct stat *st)
{
	struct rules_source *f;

	rules->sources = reallocarray(rules->sources, rules->source_count + 1,
				      sizeof *rules->sources);
	if (!rules->sources)
		die(EXIT_TEMPORARY, "cannot store a file of the rules:");
	f = &rules->sources[rules->source_count++];
	*f = (struct rules_source){
		.path = path,
		.changed = st->st_ctim,
		.size = st->st_size,
		.inode = st->st_ino,
	};
	return f;
}

static struct rules_source *
find_list(const struct rules *rules, const char *path)
{
	size_t i;

	for (i = 0; rules && i < rules->source_count; i++)
		if (rules->sources[i].list &&
		    strcmp(rules->sources[i].path, path) == 0)
			return &rules->sources[i];
	return NULL;
}

/* The path, relative to the rules' directory; the caller frees it. */
static char *
resolve(const struct reading *r, const char *path)
{
	struct buffer b = { 0 };

	if (path[0] != '/')
		buffer_printf(&b, "%s/", r->dir);
	buffer_str(&b, path);
	buffer_add(&b, "", 1);
	return b.at;
}

static void
report_unusable(struct reading *r, const char *what, const char *path,
		const struct error *why)
{
	char message[MESSAGE_SIZE], escaped[PATH_ESCAPED_SIZE];

	log_escape(escaped, sizeof escaped, path);
	snprintf(message, sizeof message, "the %s %s cannot be used: %s", what,
		 escaped, why->text);
	report(r, 0, message);
}

/* Takes ownership of the path. */
static struct line_set *
load_list(struct reading *r, char *path)
{
	struct rules_source *f = find_list(r->rules, path);
	struct error why;
	struct stat st;
	struct line_set *l;

	if (f) {
		free(path);
		return line_set_share(f->list);
	}
	f = find_list(r->before, path);
	if (f && stat(path, &st) == 0 && !has_changed(f, &st)) {
		l = line_set_share(f->list);
	} else {
		l = line_set_read(path, &st, &why);
		if (!l)
			report_unusable(r, "list", path, &why);
	}
	f = add_source(r->rules, path, &st);
	f->list = l;
	return l ? line_set_share(l) : NULL;
}

/* Takes ownership of the path. */
static struct network_set *
load_networks(struct reading *r, char *path)
{
	struct error why;
	struct stat st;
	struct network_set *n = network_set_read(path, &st, &why);

	if (!n)
		report_unusable(r, "list of networks", path, &why);
	add_source(r->rules, path, &st);
	return n;
}

/* The set that a line above defines under this name, or NULL. */
static struct line_set *
find_define(const struct rules *rules, const char *name)
{
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (rules->at[i].kind == RULE_DEFINE &&
		    strcmp(rules->at[i].hook, name) == 0)
			return rules->at[i].names;
	return NULL;
}

static void
load_value(struct reading *r, struct rule_value *v)
{
	struct error why;
	struct stat st;
	char *path;

	if (v->kind != VALUE_FILE)
		return;
	path = resolve(r, v->text);
	if (rule_value_load(v, path, &st, &why))
		report_unusable(r, "file", path, &why);
	add_source(r->rules, path, &st);
}

static void
load_proof(struct reading *r, struct rule_proof *p)
{
	char *path = resolve(r, p->file);
	struct error why;
	struct stat st;

	if (rule_proof_load(p, path, &st, &why))
		report_unusable(r, "file", path, &why);
	add_source(r->rules, path, &st)->is_apart = p->in_database;
	r->rules->ask_database |= p->in_database;
}

/* Reads the files that the rule names, and compiles its patterns. */
static void
load(struct reading *r, struct rule *rule)
{
	size_t i;

	for (i = 0; i < rule->condition_count; i++) {
		struct condition *c = &rule->conditions[i];

		if (c->test == CONDITION_IS)
			load_value(r, &c->value);
		else if (c->test == CONDITION_REGEX)
			regex_jit(c->regex);
		else if (c->test == CONDITION_IN &&
			 find_define(r->rules, c->text))
			c->list =
			    line_set_share(find_define(r->rules, c->text));
		else if (c->test == CONDITION_IN ||
			 c->test == CONDITION_PREFIXES)
			c->list = load_list(r, resolve(r, c->text));
		else if (c->test == CONDITION_NETWORKS)
			c->networks = load_networks(r, resolve(r, c->text));
	}
	for (i = 0; i < rule->setting_count; i++)
		load_value(r, &rule->settings[i].value);
	if (rule->kind == RULE_PROVE)
		load_proof(r, &rule->proof);
	r->rules->limit_times |= rule->kind == RULE_LASTING;
	r->rules->need_facts |=
	    rule->kind == RULE_PROVE || rule_needs(rule, FACT_SESSION) ||
	    rule_needs(rule, FACT_PEER) || rule_needs(rule, FACT_CLIENT);
}

static void
read_line(struct reading *r, struct rule_words *words, const char *line,
	  size_t len)
{
	struct error why;
	unsigned column = 0;
	struct rules *rules = r->rules;
	struct rule rule;

	if (rule_lexer_split(words, line, len, &why, &column)) {
		report(r, column, why.text);
		return;
	}
	if (words->count == 0)
		return;
	if (rule_parser_parse(&rule, words, &why, &column)) {
		report(r, column, why.text);
		return;
	}
	rule.file = rules->file;
	rule.line = r->line;
	if (rule.kind == RULE_DEFINE && find_define(rules, rule.hook))
		report(r, 0,
		       "this NAME is defined above; write all VALUEs in "
		       "one define");
	if (!r->own || rule_is_for(&rule, r->own))
		load(r, &rule);
	if ((rules->count & (rules->count - 1)) == 0) {
		size_t room = rules->count ? rules->count * 2 : 1;

		rules->at = reallocarray(rules->at, room, sizeof *rules->at);
		if (!rules->at)
			die(EXIT_TEMPORARY, "cannot store %zu rules:", room);
	}
	rules->at[rules->count++] = rule;
}

static void
read_lines(struct reading *r, const struct buffer *text)
{
	struct rule_words words = { 0 };
	struct rule_lines lines;
	const char *line;
	size_t len;

	rule_lines_begin(&lines, text->at, text->len);
	while (rule_lines_next(&lines, &line, &len)) {
		r->line = lines.number;
		read_line(r, &words, line, len);
	}
	rule_lexer_free(&words);
}

static void
read_text(struct reading *r, const struct buffer *text)
{
	digest_sha256_hex(r->rules->digest,
			  (struct bytes){ text->at, text->len });
	read_lines(r, text);
}

static void
free_rules(struct rules *rules)
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
	   const struct method *own, rules_report_fn *report_error, void *arg)
{
	const char *slash = strrchr(path, '/');
	struct reading r = {
		.rules = rules,
		.before = before,
		.own = own,
		.dir = slash ? str_dup_len(path, (size_t)(slash - path))
			     : str_dup("."),
		.report = report_error,
		.arg = arg,
	};
	struct buffer text = { 0 };
	struct error why;
	struct stat st;

	*rules = (struct rules){ .loaded = timestamp_now() };
	rules->file = str_dup(slash ? slash + 1 : path);
	if (read_file(path, RULES_MAX, &text, &st, &why))
		report_unusable(&r, "file", path, &why);
	else
		read_text(&r, &text);
	add_source(rules, str_dup(path), &st);
	buffer_free(&text);
	free(r.dir);
	if (!r.failed)
		return 0;
	free_rules(rules);
	return -1;
}

void
rules_free(struct rules *rules)
{
	size_t i;

	free_rules(rules);
	for (i = 0; i < rules->source_count; i++) {
		line_set_free(rules->sources[i].list);
		free(rules->sources[i].path);
	}
	free(rules->sources);
	free(rules->file);
	*rules = (struct rules){ 0 };
}

const struct rule *
rules_match(const struct rules *rules, const struct rule *after, unsigned kinds,
	    const struct method *m, const struct facts *facts,
	    struct regex_groups *g)
{
	size_t i = after ? (size_t)(after - rules->at) + 1 : 0;

	for (; i < rules->count; i++) {
		const struct rule *r = &rules->at[i];

		if (RULE_BIT(r->kind) & kinds && rule_is_for(r, m) &&
		    rule_holds(r, facts, g))
			return r;
	}
	return NULL;
}

bool
rules_have_changed(const struct rules *rules)
{
	struct stat st;
	size_t i;

	for (i = 0; i < rules->source_count; i++)
		if (stat(rules->sources[i].path, &st) == 0 &&
		    has_changed(&rules->sources[i], &st))
			return true;
	return false;
}

const char *
rules_list_path(const struct rules *rules, size_t number)
{
	size_t i;

	for (i = 0; i < rules->source_count; i++)
		if (rules->sources[i].list && number-- == 0)
			return rules->sources[i].path;
	return NULL;
}

bool
rules_start_helpers(const struct rules *rules)
{
	bool all = true;
	size_t i;

	for (i = 0; i < rules->count; i++)
		if (rules->at[i].proof.path)
			all = user_lookup_start(rules->at[i].proof.path) && all;
	return all;
}

static void
add_zone(struct sandbox_paths *p, const char *zone)
{
	char *path;

	if (!zone)
		return;
	path = time_zone_path(zone);
	sandbox_paths_add_file(p, path);
	free(path);
}

void
rules_add_paths(const struct rules *r, struct sandbox_paths *p)
{
	size_t i, j;

	for (i = 0; i < r->source_count; i++)
		if (!r->sources[i].is_apart)
			sandbox_paths_add_file(p, r->sources[i].path);
	for (i = 0; i < r->count; i++)
		for (j = 0; j < r->at[i].condition_count; j++)
			add_zone(p, r->at[i].conditions[j].zone);
}
