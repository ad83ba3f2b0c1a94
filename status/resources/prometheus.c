/* prometheus - the state in the text format 0.0.4 of Prometheus. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/sql.h"
#include "index/progress.h"
#include "index/time_series.h"
#include "protocol/methods.h"
#include "status/api.h"
#include "status/api_verdict.h"
#include "status/freshness.h"
#include "status/resources/metric_text.h"
#include "status/resources/prometheus_calls.h"
#include "status/resources/prometheus_deliveries.h"

extern const char program_version[];

/* The journal may have lines of other programs, with any names of rules. */
#define RULES_MAX 500

static void
add_by_kind(struct buffer *out, const char *name, const char *help,
	    const int64_t *counts)
{
	enum entity_kind kind;

	metric_text_begin(out, name, "gauge", help);
	for (kind = 0; kind < ENTITY_KINDS; kind++)
		if (kind != ENTITY_MESSAGE)
			buffer_printf(out, "echoapp_%s{kind=\"%s\"} %lld\n",
				      name, entity_kind_names[kind],
				      (long long)counts[kind]);
}

/* Anybody may send hooks by any name: unknown names share one label. */
static int
create_known_table(struct sql *db)
{
	const struct named_method *m;
	struct sql_query *q;
	int bad = 0;

	if (sql_number(db, "SELECT count(*) FROM temp.sqlite_master"
			   " WHERE name = 'known'") > 0)
		return 0;
	if (sql_exec(db, "CREATE TEMP TABLE known (name TEXT,"
			 " hook TEXT COLLATE NOCASE UNIQUE)"))
		return -1;
	q = sql_prepare(db, "INSERT OR IGNORE INTO known VALUES (?1, ?2)");
	for (m = methods; q && m->program && !bad; m++) {
		const char *names[] = { m->method->name, m->method->alias };
		size_t i;

		for (i = 0; i < 2 && !bad; i++) {
			if (!names[i])
				continue;
			sql_query_set_text(q, 1, m->method->name);
			sql_query_set_text(q, 2, names[i]);
			bad = sql_query_run(q);
		}
	}
	sql_query_free(q);
	return q ? bad : -1;
}

#define KNOWN_HOOK_NAME                                                        \
	"coalesce((SELECT name FROM known WHERE known.hook = t.hook),"         \
	" 'unknown') AS name"

static int
add_hooks(struct buffer *out, struct sql *db)
{
	struct sql_query *q =
	    sql_prepare(db, "SELECT " KNOWN_HOOK_NAME
			    ", status, sum(count) FROM hook_count AS t"
			    " WHERE hook <> '' GROUP BY name, status");
	int step = -1;

	metric_text_begin(out, "hooks_total", "counter",
			  "Hooks answered, by name and HTTP status.");
	while (q && (step = sql_query_step(q)) == 1)
		buffer_printf(out,
			      "echoapp_hooks_total{hook=\"%s\",status=\"%lld\"}"
			      " %lld\n",
			      sql_query_text(q, 0),
			      (long long)sql_query_number(q, 1),
			      (long long)sql_query_number(q, 2));
	sql_query_free(q);
	return step;
}

static int
add_warnings(struct buffer *out, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT " KNOWN_HOOK_NAME ", sum(warnings) FROM hook_count AS t"
		" WHERE hook <> '' GROUP BY name");
	int step = -1;

	metric_text_begin(out, "hook_warnings_total", "counter",
			  "Warnings about the bodies of hooks, by name.");
	while (q && (step = sql_query_step(q)) == 1)
		buffer_printf(
		    out, "echoapp_hook_warnings_total{hook=\"%s\"} %lld\n",
		    sql_query_text(q, 0), (long long)sql_query_number(q, 1));
	sql_query_free(q);
	return step;
}

static int
add_refusals(struct buffer *out, struct sql *db)
{
	struct sql_query *q = sql_prepare(
	    db,
	    "SELECT rule, sum(count) FROM hook_count WHERE status <> 200"
	    " AND hook <> '' GROUP BY rule ORDER BY 2 DESC LIMIT %d",
	    RULES_MAX);
	int step = -1;

	metric_text_begin(out, "refusals_total", "counter",
			  "Hooks refused, by rule; empty: by no rule.");
	while (q && (step = sql_query_step(q)) == 1) {
		buffer_str(out, "echoapp_refusals_total{rule=\"");
		metric_text_label(out, sql_query_text(q, 0));
		buffer_printf(out, "\"} %lld\n",
			      (long long)sql_query_number(q, 1));
	}
	sql_query_free(q);
	return step;
}

static void
add_histogram(struct buffer *out, struct sql_query *q)
{
	const char *name = sql_query_text(q, 0);
	uint64_t sum = 0;
	int i;

	for (i = 0; i <= SERIES_BOUNDS; i++) {
		char bound[32] = "+Inf";

		sum += (uint64_t)sql_query_number(q, 2 + i);
		if (i < SERIES_BOUNDS)
			snprintf(bound, sizeof bound, "%g",
				 (double)time_series_bounds[i] / 1e6);
		buffer_printf(out,
			      "echoapp_answer_seconds_bucket{hook=\"%s\","
			      "le=\"%s\"} %llu\n",
			      name, bound, (unsigned long long)sum);
	}
	buffer_printf(out,
		      "echoapp_answer_seconds_sum{hook=\"%s\"} %.6f\n"
		      "echoapp_answer_seconds_count{hook=\"%s\"} %llu\n",
		      name, (double)sql_query_number(q, 1) / 1e6, name,
		      (unsigned long long)sum);
}

static int
add_answer_times(struct buffer *out, struct sql *db)
{
	char sums[512];
	struct sql_query *q;
	size_t i, n = 0;
	int step = -1;

	for (i = 0; i <= SERIES_BOUNDS; i++)
		n += (size_t)snprintf(sums + n, sizeof sums - n, ", sum(b%zu)",
				      i);
	q = sql_prepare(db,
			"SELECT " KNOWN_HOOK_NAME
			", sum(took)%s FROM series AS t"
			" WHERE unit = %d AND hook <> '' GROUP BY name",
			sums, SERIES_EVER);
	metric_text_begin(out, "answer_seconds", "histogram",
			  "How long the program took to answer a hook.");
	while (q && (step = sql_query_step(q)) == 1)
		add_histogram(out, q);
	sql_query_free(q);
	return step;
}

static void
add_verdict(struct buffer *out, struct api *a, const struct summary *s)
{
	metric_text_number(out, "well", "gauge",
			   "The verdict of /status/health.", s->well);
	if (a->conf.usable)
		metric_text_number(out, "journal_writable", "gauge",
				   "Can the journal be written?",
				   !s->write_error.text[0]);
	metric_text_begin(out, "config_valid", "gauge",
			  "Can the file be used as it is now?");
	buffer_printf(out,
		      "echoapp_config_valid{file=\"echoapp.conf\"} %d\n"
		      "echoapp_config_valid{file=\"rules\"} %d\n"
		      "echoapp_config_valid{file=\"auth\"} %d\n",
		      s->conf_good, !a->conf_check.files.rules_error.text[0],
		      !a->conf_check.files.auth_error.text[0]);
}

static void
add_index_age(struct buffer *out, const struct api *a)
{
	struct progress m = { .when = 0 };
	int lock = progress_open(a->conf.current.state_dir);

	if (lock >= 0) {
		progress_read(lock, &m);
		close(lock);
	}
	metric_text_number(out, "index_lag_bytes", "gauge",
			   "Bytes of the journal that the index has not read.",
			   summary_lag(a->index, a->conf.current.state_dir));
	metric_text_begin(out, "index_folded_timestamp_seconds", "gauge",
			  "When the index was last brought up to date.");
	buffer_printf(out, "echoapp_index_folded_timestamp_seconds %.3f\n",
		      (double)m.when / 1e6);
}

/* Hooks from senders that are not known. */
static int64_t
auth_failures(struct sql *db)
{
	return sql_number(db, "SELECT coalesce(sum(count), 0) FROM hook_count"
			      " WHERE rule IN ('auth', 'trusted')"
			      " AND status = 403");
}

/* 0: there was no purge. */
static void
add_purge(struct buffer *out, const struct api *a)
{
	struct purge_record p;

	purge_record_read(a->conf.current.state_dir, &p);
	metric_text_begin(
	    out, "purge_timestamp_seconds", "gauge",
	    "When lines were last removed from the journal, or that"
	    " failed.");
	buffer_printf(out, "echoapp_purge_timestamp_seconds %.3f\n",
		      p.at == TIMESTAMP_NONE ? 0 : (double)p.at / 1e6);
	metric_text_number(out, "purge_lines", "gauge",
			   "Lines that were removed from the journal then.",
			   (int64_t)p.lines);
	metric_text_number(out, "purge_failed", "gauge", "Did that fail?",
			   p.error.text[0] != '\0');
}

static int
add_index(struct buffer *out, struct api *a, const struct summary *s)
{
	struct sql *db = index_sql(a->index);
	const struct summary_counts *c = s->counts;

	if (!c || create_known_table(db) || add_hooks(out, db) ||
	    add_answer_times(out, db) || add_warnings(out, db) ||
	    add_refusals(out, db) || prometheus_calls_add(out, db))
		return -1;
	metric_text_number(
	    out, "auth_failures_total", "counter",
	    "Hooks refused because their sender was not authenticated.",
	    auth_failures(db));
	add_by_kind(out, "live", "Entities that have not ended, by kind.",
		    c->live);
	add_by_kind(out, "stale",
		    "Entities that were ended by their silence, by kind.",
		    c->stale);
	add_by_kind(out, "over",
		    "Live entities that last longer than a rule allows, by "
		    "kind.",
		    c->over);
	metric_text_number(out, "journal_lost_hooks_total", "counter",
			   "Hooks answered but not recorded in the journal.",
			   s->lost);
	metric_text_number(out, "journal_unreadable_lines_total", "counter",
			   "Lines of the journal that cannot be read.",
			   c->unreadable);
	metric_text_number(
	    out, "journal_missing_files", "gauge",
	    "Days of the journal whose file is gone, though not by purge.",
	    c->missing_days);
	add_index_age(out, a);
	add_purge(out, a);
	return 0;
}

/*
 * An index that has not read all of the journal yet counts too little, and a
 * counter that falls and rises again would be taken for new hooks.  So it has
 * no counters.
 */
static bool
is_up(struct api *a)
{
	if (!a->index)
		return a->conf.usable && !a->error[0];
	return !index_meta_is_corrupt(a->index) &&
	       index_meta_is_complete(a->index);
}

static void
answer(struct api *a, const struct url_query *q, struct api_response *r)
{
	struct buffer *out = &r->body;
	struct summary s;

	(void)q;
	api_verdict_read(a, &s);
	r->type = "text/plain; version=0.0.4; charset=utf-8";
	metric_text_begin(out, "build_info", "gauge",
			  "The version, as a label.");
	buffer_str(out, "echoapp_build_info{version=\"");
	metric_text_label(out, program_version);
	buffer_str(out, "\"} 1\n");
	add_verdict(out, a, &s);
	/* Before the first hook there is no index, and that is fine. */
	metric_text_number(out, "index_up", "gauge", "Can the index be read?",
			   is_up(a));
	if (a->index && !index_meta_is_complete(a->index))
		add_index_age(out, a);
	else if (a->index && add_index(out, a, &s))
		api_refuse_index(r, a);
	prometheus_deliveries_add(out, a);
	summary_close(&s);
}

const struct resource prometheus_resource = {
	.name = "metrics",
	.not_in_batch = true,
	.summary = "the state, for Prometheus",
	.answer = answer,
};
