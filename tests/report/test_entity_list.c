/* entity_list: which entities are found, in which order, at what cost. */

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "index/index.h"
#include "report/entity_list.h"
#include "support/harness.h"

static struct sql *
an_index(void)
{
	struct index *ix;

	mkdir("state", 0700);
	ix = index_open("state", NULL);
	ck_assert_ptr_nonnull(ix);
	return index_sql(ix);
}

static const char *
quoted(const char *text)
{
	static char all[4][32];
	static unsigned turn;
	char *one = all[turn++ % 4];

	snprintf(one, sizeof all[0], text ? "'%s'" : "NULL", text);
	return one;
}

/* Adds an entity with a long history, as calls have. */
static void
add(struct sql *db, int64_t first, bool live, const char *src, const char *dst,
    const char *app)
{
	ck_assert_int_eq(
	    sql_exec(
		db,
		"INSERT INTO call (connection, instance, id, app, src, dst, "
		"first,"
		" last, live, status, stage, was_up, progressed, history,"
		" steps, ranks, has_slots, expires, refused, unended)"
		" SELECT 1, 0, 'c' || n, %s, %s, %s, %lld, %lld, %d, 'RING',"
		" 1, 0, 0, printf('%%.600c', 'h'), 1, x'', 0, 1, 0, 1"
		" FROM (SELECT count(*) AS n FROM call)",
		quoted(app), quoted(src), quoted(dst), (long long)first,
		(long long)first, live),
	    0);
}

static struct entity_list_query
everything(void)
{
	return (struct entity_list_query){
		.kind = ENTITY_CALL,
		.select = "id",
		.live = -1,
		.until = INT64_MAX,
		.cursor_first = INT64_MAX,
		.cursor_row = INT64_MAX,
		.limit = -1,
	};
}

/* The numbers of the rows, separated by blanks. */
static const char *
rows_of(struct sql_query *q)
{
	static char all[2][8192];
	static unsigned turn;
	char *text = all[turn++ % 2];
	size_t n = 0;

	ck_assert_ptr_nonnull(q);
	text[0] = '\0';
	while (sql_query_step(q) == 1)
		n += (size_t)snprintf(text + n, sizeof all[0] - n, "%lld ",
				      (long long)sql_query_number(q, 1));
	sql_query_free(q);
	return text;
}

/* The same by a query that uses no SQLite index. */
static struct sql_query *
ask_plainly(struct sql *db, const struct entity_list_query *n)
{
	struct sql_query *q = sql_prepare(
	    db, "SELECT id, row, first FROM call NOT INDEXED"
		" WHERE (?1 < 0 OR live = ?1)"
		" AND (?2 IS NULL OR src = ?2 OR dst = ?2)"
		" AND (?3 IS NULL OR app = ?3) AND first >= ?4 AND first < ?5"
		" AND (first < ?6 OR (first = ?6 AND row < ?7))"
		" ORDER BY first DESC, row DESC LIMIT ?8");

	ck_assert_ptr_nonnull(q);
	sql_query_set_number(q, 1, n->live);
	sql_query_set_text(q, 2, n->user);
	sql_query_set_text(q, 3, n->app);
	sql_query_set_number(q, 4, n->since);
	sql_query_set_number(q, 5, n->until);
	sql_query_set_number(q, 6, n->cursor_first);
	sql_query_set_number(q, 7, n->cursor_row);
	sql_query_set_number(q, 8, n->limit);
	return q;
}

static const char *
one_of(const char *const *names, size_t count, uint64_t *seed)
{
	return names[next_random(seed) % count];
}

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST(whatever_is_wished_for_is_what_a_plain_search_finds)
{
	static const char *const users[] = { NULL, "u1", "u2", "u3" };
	static const char *const apps[] = { NULL, "a", "b" };
	struct sql *db = an_index();
	uint64_t seed = 47;
	unsigned i;

	/* The app "a" is frequent, "b" is rare. */
	for (i = 0; i < 1600; i++)
		add(db, (int64_t)(next_random(&seed) % 400),
		    next_random(&seed) % 3 == 0, one_of(users, 4, &seed),
		    one_of(users, 4, &seed),
		    next_random(&seed) % 8 ? "a" : one_of(apps, 3, &seed));
	for (i = 0; i < 600; i++) {
		struct entity_list_query n = everything();

		n.live = (int)(next_random(&seed) % 3) - 1;
		n.user = one_of(users, 4, &seed);
		n.app = one_of(apps, 3, &seed);
		n.since = (timestamp)(next_random(&seed) % 100);
		n.until = (timestamp)(300 + next_random(&seed) % 100);
		n.cursor_first = (int64_t)(200 + next_random(&seed) % 300);
		n.cursor_row = (int64_t)(next_random(&seed) % 1600);
		n.limit = (long)(next_random(&seed) % 60) - 1;
		ck_assert_str_eq(rows_of(entity_list_prepare(db, &n)),
				 rows_of(ask_plainly(db, &n)));
	}
}

static double
seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The shortest of some times, which other processes have not slowed. */
static double
price(struct sql *db, const struct entity_list_query *n,
      struct sql_query *(*ask)(struct sql *, const struct entity_list_query *))
{
	double least = 1e9;
	int i;

	for (i = 0; i < 5; i++) {
		double began = seconds(), took;

		rows_of(ask(db, n));
		took = seconds() - began;
		least = took < least ? took : least;
	}
	return least;
}

/* 10,000 newer rows precede the wanted ones; a walk over them would show. */
TEST(what_is_not_wanted_costs_nothing)
{
	struct sql *db = an_index();
	struct entity_list_query n = everything();
	double all;
	unsigned i;
	const struct {
		int live;
		const char *user, *app;
	} wishes[] = {
		{ 0, NULL, NULL },    { 0, NULL, "app" },
		{ 0, "busy", NULL },  { 0, "busy", "app" },
		{ 1, NULL, "rare" },  { -1, "busy", "rare" },
		{ 1, "often", NULL }, { 1, "often", "app" },
	};

	sql_exec(db, "BEGIN");
	for (i = 0; i < 50; i++) {
		add(db, i, false, "busy", "2", "app");
		add(db, i, true, "often", "2", "app");
	}
	for (i = 0; i < 10000; i++)
		add(db, 100 + i, false, "often", "3", "app");
	for (; i < 20000; i++)
		add(db, 100 + i, true, "busy", "3", "app");
	sql_exec(db, "COMMIT");
	n.limit = 50;
	n.app = "none";
	all = price(db, &n, ask_plainly);
	for (i = 0; i < ROWS(wishes); i++) {
		double took;

		n.live = wishes[i].live;
		n.user = wishes[i].user;
		n.app = wishes[i].app;
		took = price(db, &n, entity_list_prepare);
		ck_assert_msg(took < all / 5,
			      "wish %u takes %.6f s, to look at all %.6f s", i,
			      took, all);
	}
}
