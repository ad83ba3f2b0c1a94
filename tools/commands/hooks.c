/* hooks - every hook there is, and how often it came. */

#include "cli/list_command.h"
#include "cli/option.h"
#include "explain/dry_run.h"
#include "protocol/methods.h"
#include "wcs/verdict.h"

static const struct out_column columns[] = {
	{ "hook", OUT_TEXT },	 { "type", OUT_TEXT },
	{ "count", OUT_NUMBER }, { "refused", OUT_NUMBER },
	{ "odd", OUT_NUMBER },	 { "mean_us", OUT_NUMBER },
	{ "last", OUT_MOMENT },	 { "a_403_now", OUT_TEXT },
};

/* What WCS would do with a refusal, by what connect tells it now. */
static const char *
what_refusal_does(const struct wcs_policy *policy, const struct method *m)
{
	const struct wcs_hook asked = { m->name, m->type };
	const struct wcs_rule *rule = wcs_policy_rule(policy, m->name);
	const struct wcs_reply reply = { .status = 403 };
	struct wcs_verdict verdict;
	struct members answer = { 0 };

	if (rule->policy == WCS_DISABLE)
		return "nothing: it is muted";
	wcs_judge(&verdict, &asked, rule, &reply, &answer);
	members_free(&answer);
	if (verdict.next == WCS_STOPS)
		return m->type == CONNECT ? "declines the connection"
					  : "stops it";
	return rule->fail ? "goes on, and tells the browser"
			  : "nothing: WCS only logs it";
}

/* The hooks we have a handler for, as a table to be joined with. */
static int
list_known(struct sql *db, const struct wcs_policy *policy)
{
	const struct named_method *m;
	struct query *q;
	int bad = 0;

	if (sql_run(db, "CREATE TEMP TABLE known (hook TEXT COLLATE NOCASE,"
			" type TEXT, does TEXT)"))
		return -1;
	q = sql_prepare(db, "INSERT INTO known VALUES (?, ?, ?)");
	for (m = methods; q && m->program && !bad; m++) {
		if (!m->method->name)
			continue;
		query_set_text(q, 1, m->method->name);
		query_set_text(q, 2, type_name(m->method->type));
		query_set_text(q, 3, what_refusal_does(policy, m->method));
		bad = query_do(q);
	}
	query_free(q);
	return q ? bad : -1;
}

/* The sums of a hook's rows, one for each status. */
#define SUMS                                                                   \
	"coalesce(sum(count), 0) AS n,"                                        \
	" coalesce(sum(CASE WHEN status <> 200 THEN count END), 0),"           \
	" coalesce(sum(odd), 0), sum(took) / nullif(sum(count), 0), max(last)"

/* Lines that are none are counted under no name. */
static const char question[] =
    "SELECT known.hook AS name, type, " SUMS ", does FROM known"
    " LEFT JOIN tally ON tally.hook = known.hook COLLATE NOCASE"
    " GROUP BY known.hook"
    " UNION ALL"
    " SELECT hook, 'unknown', " SUMS ", ?1 FROM tally"
    " WHERE hook <> '' AND hook COLLATE NOCASE NOT IN (SELECT hook FROM known)"
    " GROUP BY hook COLLATE NOCASE"
    " ORDER BY n DESC, name";

static int
run(struct context *x, int argc, char **argv)
{
	struct sql *db = index_sql(x->index);
	struct wcs_policy policy = { 0 };
	struct query *q;
	int bad;

	if (option_end(1, argc, argv))
		return EXIT_CANNOT;
	rehearse_connect(x, &policy);
	bad = list_known(db, &policy);
	wcs_policy_free(&policy);
	if (bad)
		return cannot("cannot ask the index: %s", sql_error(db));
	q = sql_prepare(db, "%s", question);
	if (!q)
		return cannot("cannot ask the index: %s", sql_error(db));
	query_set_text(q, 1, "nothing: WCS only logs it");
	return list_print(db, q, columns, sizeof columns / sizeof *columns,
			  x->json ? OUT_JSON : OUT_TABLE);
}

const struct command hooks_command = {
	.name = "hooks",
	.summary = "every hook there is, and how often it came",
	.usage = "hooks\n"
		 "The last column says what WCS would do with a 403.\n"
		 "\n"
		 "  echoappctl hooks\n",
	.wants_index = true,
	.run = run,
};
