/* regex - regular expressions (PCRE2) whose matches take a bounded time. */

#include "regex.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "die.h"

/*
 * The budget of a match: each item of the pattern that is tried costs 1, and 1
 * more for each STRIDE bytes that the match moved since the item before.
 * PCRE2's own limit starts again at each byte of the subject, so it does not
 * bound quadratic work; it stays as a second limit, with those on memory.
 */
#define SPEND_BASE ((size_t)20000)
#define SPEND_PER_BYTE ((size_t)8)
#define STRIDE 16
#define MATCH_LIMIT 100000
#define HEAP_KIB 4096
#define STACK_LOW ((size_t)32 * 1024)
#define STACK_HIGH ((size_t)512 * 1024)

struct regex {
	pcre2_code *code;
};

struct match_budget {
	size_t left;
	size_t at; /* in the subject, where the last item was tried */
};

/* For all patterns of the program, made with the first of them. */
static struct {
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
	struct match_budget budget;
} matcher;

/* PCRE2 calls this before each item of the pattern. */
static int
spend(pcre2_callout_block *block, void *arg)
{
	struct match_budget *b = arg;
	size_t at = block->current_position, price;

	price = 1 + (at > b->at ? at - b->at : b->at - at) / STRIDE;
	b->at = at;
	if (price > b->left)
		return PCRE2_ERROR_MATCHLIMIT;
	b->left -= price;
	return 0;
}

static void
prepare_matcher(void)
{
	if (matcher.context)
		return;
	matcher.context = pcre2_match_context_create(NULL);
	matcher.data = pcre2_match_data_create(REGEX_GROUPS_MAX, NULL);
	if (!matcher.context || !matcher.data)
		die(EXIT_TEMPORARY, "cannot allocate a PCRE2 matcher:");
	pcre2_set_match_limit(matcher.context, MATCH_LIMIT);
	pcre2_set_depth_limit(matcher.context, MATCH_LIMIT);
	pcre2_set_heap_limit(matcher.context, HEAP_KIB);
	pcre2_set_callout(matcher.context, spend, &matcher.budget);
	/* Without it, PCRE2 uses 32 KiB of the machine's stack. */
	matcher.stack = pcre2_jit_stack_create(STACK_LOW, STACK_HIGH, NULL);
	if (matcher.stack)
		pcre2_jit_stack_assign(matcher.context, NULL, matcher.stack);
}

struct regex *
regex_new(const char *text, size_t len, struct error *error)
{
	struct regex *p = calloc(1, sizeof *p);
	unsigned char reason[128]; /* enough for each of PCRE2 */
	PCRE2_SIZE at;
	int code;

	if (!p)
		die(EXIT_TEMPORARY, "cannot allocate a pattern:");
	p->code =
	    pcre2_compile((PCRE2_SPTR)text, len,
			  PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
			      PCRE2_NEVER_BACKSLASH_C | PCRE2_AUTO_CALLOUT,
			  &code, &at, NULL);
	if (!p->code) {
		pcre2_get_error_message(code, reason, sizeof reason);
		error_set(error, "%s, at its byte %zu", (char *)reason,
			  (size_t)at + 1);
		free(p);
		return NULL;
	}
	prepare_matcher();
	return p;
}

void
regex_free(struct regex *p)
{
	if (!p)
		return;
	pcre2_code_free(p->code);
	free(p);
}

void
regex_jit(struct regex *p)
{
	(void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE);
}

unsigned
regex_group_count(const struct regex *p)
{
	uint32_t n = 0;

	(void)pcre2_pattern_info(p->code, PCRE2_INFO_CAPTURECOUNT, &n);
	return n;
}

/* `count`: the groups that took part in the match, $0 included. */
static void
keep_groups(struct regex_groups *g, const char *subject, size_t len,
	    size_t count)
{
	const PCRE2_SIZE *from = pcre2_get_ovector_pointer(matcher.data);
	size_t i;

	regex_groups_clear(g);
	buffer_add(&g->subject, subject, len);
	for (i = 0; i < count; i++, from += 2) {
		/* \K in a lookahead can begin a match after its end. */
		if (from[0] == PCRE2_UNSET || from[1] < from[0])
			continue;
		g->group[i].at = from[0];
		g->group[i].len = from[1] - from[0];
	}
}

enum match_result
regex_match(const struct regex *p, const char *subject, size_t len,
	    struct regex_groups *g)
{
	int pairs;

	matcher.budget.left = SPEND_BASE + SPEND_PER_BYTE * len;
	matcher.budget.at = 0;
	pairs = pcre2_match(p->code, (PCRE2_SPTR)subject, len, 0,
			    PCRE2_NO_UTF_CHECK, matcher.data, matcher.context);
	if (pairs == PCRE2_ERROR_NOMATCH)
		return MATCH_NO;
	if (pairs < 0)
		return MATCH_STOPPED;
	if (g)
		keep_groups(g, subject, len,
			    pairs ? (size_t)pairs : REGEX_GROUPS_MAX);
	return MATCH_YES;
}

void
regex_groups_clear(struct regex_groups *g)
{
	g->subject.len = 0;
	memset(g->group, 0, sizeof g->group);
	g->stopped = false;
}

void
regex_groups_free(struct regex_groups *g)
{
	buffer_free(&g->subject);
	buffer_free(&g->scratch);
	*g = (struct regex_groups){ 0 };
}
