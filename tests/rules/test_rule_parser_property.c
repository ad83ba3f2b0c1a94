/* rule_parser: a printed rule parses to the same rule. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rules/rule_lexer.h"
#include "rules/rule_parser.h"
#include "support/harness.h"

static struct rule_words w;
static struct rule r;
static struct error error;
static unsigned column;

static int
parse_bytes(const char *text, size_t len)
{
	int bad = rule_lexer_split(&w, text, len, &error, &column);

	ck_assert_msg(bad == 0, "%s", error.text);
	return rule_parser_parse(&r, &w, &error, &column);
}

static void
parse(const char *text)
{
	ck_assert_msg(parse_bytes(text, strlen(text)) == 0, "%s: %s", text,
		      error.text);
}

/* The rule as text; good until the next call. */
static const char *
print(const struct rule *rule)
{
	static struct buffer b;

	b.len = 0;
	rule_print(rule, &b);
	buffer_add(&b, "", 1);
	return b.at;
}

/* Random rules with words that need quotes and escapes. */

static uint64_t seed = 23;

static size_t
any(size_t n)
{
	return next_random(&seed) % n;
}

static char *
copy(const char *text)
{
	char *s = strdup(text);

	ck_assert_ptr_nonnull(s);
	return s;
}

static const char *
any_name(void)
{
	static const char *const names[] = {
		"callee", "if",	    "and",	"not", "reason",   "is",
		"in",	  "exists", "by",	"~",   "per",	   "#x",
		"a b",	  "\"",	    "@x",	"$1",  "\xc3\xa4", "a\\\"b",
		"jwt",	  "link",   "session",	"any", "between",  "<",
		"client", "now",    "prefixes",
	};

	return names[any(ROWS(names))];
}

static void
make_member(struct field_path *m)
{
	char text[64];

	if (any(3) == 0)
		snprintf(text, sizeof text, "%s.%s", any_name(), any_name());
	else
		snprintf(text, sizeof text, "%s", any_name());
	ck_assert_ptr_null(field_path_parse(m, text));
}

static void
make_value(struct rule_value *v, int groups)
{
	static const char *const texts[] = {
		"",  "a b",    "if", "@x",	 "5060",      "null",
		"#", "\"\\\"", "$$", "\xc3\xa4", "$jwt.a.$$", "a${session.b c}d"
	};
	static const char *const plain[] = { "5060", "true",
					     "x#y",  "a\\",
					     "$$",   "007",
					     "@a/b", "x$jwt.sub-$link.b" };
	const bool quoted = any(2);
	struct rule_word word = { .quoted = quoted };

	word.at = quoted ? texts[any(ROWS(texts))] : plain[any(ROWS(plain))];
	if (groups >= 0 && any(2))
		word.at = "x$0$$";
	word.len = strlen(word.at);
	ck_assert_int_eq(rule_value_parse(v, &word, groups, &error), 0);
}

static void
make_range(struct condition *c)
{
	static const char *const bounds[][2] = { { "5", "1e3" },
						 { "08:00", "18:00" },
						 { "22:00", "06:00" },
						 { "Fri", "mon" },
						 { "2026-12-24",
						   "2027-01-01" } };
	const size_t i = any(ROWS(bounds));

	c->text = copy(bounds[i][0]);
	if (c->test == CONDITION_BETWEEN)
		c->high = copy(bounds[i][1]);
	ck_assert_int_eq(value_range_parse(&c->range, c->text, c->high, &error),
			 0);
}

/* Returns the number of groups that later words may use. */
static int
make_condition(struct condition *c, int groups)
{
	static const char *const patterns[] = { "",	"^(a|b) \"c\"$",
						"\\d+", "#",
						"if",	"(.)" };

	c->negated = any(2);
	c->any = any(4) == 0;
	c->test = any(CONDITION_TESTS);
	make_member(&c->field);
	while (c->field.source == FACT_NOW) {
		field_path_free(&c->field);
		make_member(&c->field);
	}
	if (any(8) == 0) {
		field_path_free(&c->field);
		ck_assert_ptr_null(field_path_parse(&c->field, "now.date"));
		c->zone = any(2) ? copy("Europe/Berlin") : NULL;
	}
	if (c->test >= CONDITION_LESS) {
		make_range(c);
		return groups;
	}
	if (c->test == CONDITION_IS)
		make_value(&c->value, groups);
	else if (c->test != CONDITION_EXISTS)
		c->text = copy(patterns[any(ROWS(patterns))]);
	if (c->test != CONDITION_IS && c->test != CONDITION_REGEX &&
	    c->test != CONDITION_EXISTS && !c->text[0]) {
		free(c->text);
		c->text = copy("list");
	}
	return c->test == CONDITION_REGEX && !c->negated ? 0 : groups;
}

/* A name that may stand where the rule takes no fact. */
static void
make_body_member(struct field_path *m)
{
	make_member(m);
	while (m->source != FACT_BODY) {
		field_path_free(m);
		make_member(m);
	}
}

static void
make_proof(struct rule_proof *p)
{
	size_t i;

	p->kind = any(3);
	make_body_member(&p->token);
	p->file = copy(p->kind == PROOF_JWT ? any_name() : "a/b");
	if (p->kind == PROOF_JWT) {
		p->issuer = any(2) ? copy(any_name()) : NULL;
		p->audience = any(2) ? copy(any_name()) : NULL;
		p->leeway = (timestamp)any(3601) * TIMESTAMP_SECOND;
		return;
	}
	if (p->kind == PROOF_PASSWORD) {
		make_body_member(&p->password);
		p->in_database = any(2);
		return;
	}
	p->over_count = 1 + any(3);
	p->over = calloc(4, sizeof *p->over);
	for (i = 0; i < p->over_count; i++)
		make_body_member(&p->over[i]);
}

static void
make_rule(struct rule *rule)
{
	bool is_hiding;
	int groups = -1;
	size_t i;

	*rule = (struct rule){ .kind = any(RULE_KINDS) };
	is_hiding = rule->kind == RULE_HIDE || rule->kind == RULE_SKIP;
	rule->hook = copy(any_name());
	if (rule->kind == RULE_PROVE)
		make_proof(&rule->proof);
	if (rule->kind == RULE_DEFINE)
		rule->names_text = copy("a\nb \"c\"\nif\n");
	if (rule->kind == RULE_LASTING)
		rule->max = 1 + any(RULE_NUMBER_MAX);
	if (!is_hiding && rule->kind != RULE_MUTE && rule->kind != RULE_PROVE &&
	    rule->kind != RULE_DEFINE)
		rule->condition_count = any(4);
	rule->conditions = calloc(4, sizeof *rule->conditions);
	for (i = 0; i < rule->condition_count; i++)
		groups = make_condition(&rule->conditions[i], groups);
	if (rule->kind == RULE_SET)
		rule->setting_count = 1 + any(3);
	rule->settings = calloc(4, sizeof *rule->settings);
	for (i = 0; i < rule->setting_count; i++) {
		make_body_member(&rule->settings[i].field);
		make_value(&rule->settings[i].value, groups);
	}
	if (is_hiding)
		rule->field_count = 1 + any(3);
	rule->fields = calloc(4, sizeof *rule->fields);
	for (i = 0; i < rule->field_count; i++)
		make_body_member(&rule->fields[i]);
	if (rule->kind == RULE_LIMIT) {
		rule->max = any(RULE_NUMBER_MAX + 1);
		rule->window = any(WINDOWS);
		do {
			field_path_free(&rule->by);
			make_member(&rule->by);
		} while (rule->by.source == FACT_NOW);
	}
	if ((rule->kind == RULE_LIMIT || rule->kind == RULE_DENY) && any(2))
		rule->reason = copy(any_name());
}

static void
are_same_values(const struct rule_value *a, const struct rule_value *b)
{
	ck_assert_int_eq(a->kind, b->kind);
	ck_assert_uint_eq(a->len, b->len);
	ck_assert_mem_eq(a->text, b->text, a->len);
	ck_assert_int_eq(a->quoted, b->quoted);
	ck_assert_int_eq(a->has_groups, b->has_groups);
	ck_assert_uint_eq(a->fact_count, b->fact_count);
}

static void
are_same_proofs(const struct rule_proof *a, const struct rule_proof *b)
{
	size_t i;

	ck_assert_int_eq(a->kind, b->kind);
	ck_assert_pstr_eq(a->token.text, b->token.text);
	ck_assert_pstr_eq(a->file, b->file);
	ck_assert_pstr_eq(a->password.text, b->password.text);
	ck_assert_pstr_eq(a->issuer, b->issuer);
	ck_assert_pstr_eq(a->audience, b->audience);
	ck_assert_int_eq(a->leeway, b->leeway);
	ck_assert_uint_eq(a->over_count, b->over_count);
	for (i = 0; i < a->over_count; i++)
		ck_assert_str_eq(a->over[i].text, b->over[i].text);
}

static void
are_same_conditions(const struct condition *a, const struct condition *b)
{
	ck_assert_int_eq(a->negated, b->negated);
	ck_assert_int_eq(a->test, b->test);
	ck_assert_str_eq(a->field.text, b->field.text);
	if (a->test == CONDITION_IS)
		are_same_values(&a->value, &b->value);
	ck_assert_int_eq(a->any, b->any);
	ck_assert_pstr_eq(a->text, b->text);
	ck_assert_pstr_eq(a->high, b->high);
	ck_assert_pstr_eq(a->zone, b->zone);
	ck_assert_int_eq(a->range.kind, b->range.kind);
	ck_assert_double_eq(a->range.low, b->range.low);
	ck_assert_double_eq(a->range.high, b->range.high);
	ck_assert_int_eq(b->regex != NULL, b->test == CONDITION_REGEX);
}

static void
are_same(const struct rule *a, const struct rule *b)
{
	size_t i;

	ck_assert_int_eq(a->kind, b->kind);
	ck_assert_str_eq(a->hook, b->hook);
	ck_assert_uint_eq(a->condition_count, b->condition_count);
	for (i = 0; i < a->condition_count; i++)
		are_same_conditions(&a->conditions[i], &b->conditions[i]);
	ck_assert_uint_eq(a->setting_count, b->setting_count);
	for (i = 0; i < a->setting_count; i++) {
		ck_assert_str_eq(a->settings[i].field.text,
				 b->settings[i].field.text);
		are_same_values(&a->settings[i].value, &b->settings[i].value);
	}
	ck_assert_uint_eq(a->field_count, b->field_count);
	for (i = 0; i < a->field_count; i++)
		ck_assert_str_eq(a->fields[i].text, b->fields[i].text);
	ck_assert_uint_eq(a->max, b->max);
	ck_assert_int_eq(a->window, b->window);
	ck_assert_pstr_eq(a->by.text, b->by.text);
	ck_assert_pstr_eq(a->reason, b->reason);
	are_same_proofs(&a->proof, &b->proof);
	ck_assert_pstr_eq(a->names_text, b->names_text);
}

static void
forget(void)
{
	rule_free(&r);
	rule_lexer_free(&w);
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(what_is_printed_reads_the_same)
{
	size_t turn;

	for (turn = 0; turn < 20000; turn++) {
		struct rule made;

		make_rule(&made);
		parse(print(&made));
		are_same(&made, &r);
		rule_free(&made);
		rule_free(&r);
	}
}

/* Random words of the grammar: an error, or a rule that can be printed. */
TEST(any_words_are_a_rule_or_an_error)
{
	static const char *const parts[] = {
		"deny",	     "set",    "limit", "hide",	  "prove",  "call",
		"if",	     "and",    "not",	"reason", "is",	    "~",
		"in",	     "exists", "5",	"active", "per",    "minute",
		"by",	     "x",      "a.b",	"\"\"",	  "$1",	    "()",
		"@f",	     "jwt",    "hmac",	"over",	  "issuer", "$jwt.a",
		"session.b",
	};
	size_t turn, rules = 0;

	for (turn = 0; turn < 300000; turn++) {
		char text[256] = "", again[512];
		size_t n = 1 + any(9), i;

		for (i = 0; i < n; i++) {
			size_t part = i == 0   ? any(5)
				      : i == 1 ? 5
					       : any(ROWS(parts));

			strcat(text, parts[part]);
			strcat(text, " ");
		}
		if (parse_bytes(text, strlen(text)))
			continue;
		rules++;
		snprintf(again, sizeof again, "%s", print(&r));
		rule_free(&r);
		parse(again);
		ck_assert_str_eq(print(&r), again);
		rule_free(&r);
	}
	ck_assert_uint_gt(rules, 1000);
}
