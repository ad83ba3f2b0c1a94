/* hooks - lists all hooks, and how often each came. */

#include "cli/list_command.h"
#include "cli/option.h"
#include "explain/dry_run.h"
#include "protocol/hook_type.h"
#include "protocol/methods.h"
#include "wcs/verdict.h"

static const struct cell_column columns[] = {
	{ "hook", CELL_TEXT },	     { "type", CELL_TEXT },
	{ "count", CELL_NUMBER },    { "refused", CELL_NUMBER },
	{ "warnings", CELL_NUMBER }, { "mean_us", CELL_NUMBER },
	{ "last", CELL_TIMESTAMP },  { "a_403_now", CELL_TEXT },
};

/* What WCS would do after a refusal, by what connect sends it now. */
static const char *
refusal_effect(const struct rest_policy *policy, const struct method *m)
{
	const struct wcs_hook hook = { m->name, m->type };
	const struct rest_rule *rule = rest_policy_rule(policy, m->name);
	const struct wcs_reply reply = { .status = 403 };
	struct verdict verdict;
	struct json_members answer = { 0 };

	if (rule->policy == REST_POLICY_DISABLE)
		return "nothing: it is muted";
	verdict_judge(&verdict, &hook, rule, &reply, &answer);
	json_members_free(&answer);
	if (verdict.next == NEXT_STOP && m->stops_on_403)
		return "ends the stream";
	if (verdict.next == NEXT_STOP)
		return m->type == HOOK_CONNECT ? "declines the connection"
					       : "stops it";
	return rule->fail ? "goes on, and tells the browser"
			  : "nothing: WCS only logs it";
}

/* Fills a table with the hooks that have a handler, for a join. */
static int
create_known_table(struct sql *db, const struct rest_policy *policy)
{
	const struct named_method *m;
	struct sql_query *q;
	int bad = 0;

	if (sql_exec(db, "CREATE TEMP TABLE known (hook TEXT COLLATE NOCASE,"
			 " type TEXT, effect TEXT)"))
		return -1;
	q = sql_prepare(db, "INSERT INTO known VALUES (?, ?, ?)");
	for (m = methods; q && m->program && !bad; m++) {
		if (!m->method->name)
			continue;
		sql_query_set_text(q, 1, m->method->name);
		sql_query_set_text(q, 2, hook_type_name(m->method->type));
		sql_query_set_text(q, 3, refusal_effect(policy, m->method));
		bad = sql_query_run(q);
	}
	sql_query_free(q);
	return q ? bad : -1;
}

/* The sums of a hook's rows, one for each status. */
#define SUMS                                                                   \
	"coalesce(sum(count), 0) AS n,"                                        \
	" coalesce(sum(CASE WHEN status <> 200 THEN count END), 0),"           \
	" coalesce(sum(warnings), 0), sum(took) / nullif(sum(count), 0), "     \
	"max(last)"

/* Unreadable lines of the journal are counted under the name "". */
static const char select_hooks[] =
    "SELECT known.hook AS name, type, " SUMS ", effect FROM known"
    " LEFT JOIN hook_count ON hook_count.hook = known.hook COLLATE NOCASE"
    " GROUP BY known.hook"
    " UNION ALL"
    " SELECT hook, 'unknown', " SUMS ", ?1 FROM hook_count"
    " WHERE hook <> '' AND hook COLLATE NOCASE NOT IN (SELECT hook FROM known)"
    " GROUP BY hook COLLATE NOCASE"
    " ORDER BY n DESC, name";

static int
run(struct command_context *x, int argc, char **argv)
{
	struct sql *db = index_sql(x->index);
	struct rest_policy policy = { 0 };
	struct sql_query *q;
	int bad;

	if (option_end(1, argc, argv))
		return EXIT_TROUBLE;
	dry_run_connect(x, &policy);
	bad = create_known_table(db, &policy);
	rest_policy_free(&policy);
	q = bad ? NULL : sql_prepare(db, "%s", select_hooks);
	if (q)
		sql_query_set_text(q, 1, "nothing: WCS only logs it");
	return list_command_print(db, q, columns,
				  sizeof columns / sizeof *columns,
				  x->json ? PRINT_JSON : PRINT_TABLE, NULL);
}

const struct command hooks_command = {
	.name = "hooks",
	.summary = "lists all hooks, and how often each came",
	.usage = "hooks\n"
		 "The last column says what WCS would do after a 403.\n"
		 "\n"
		 "  echoappctl hooks\n",
	.wants_index = true,
	.run = run,
};
