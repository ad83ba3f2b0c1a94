/* missing_days - days whose files are gone, though no purge removed them. */

#include "missing_days.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/str.h"
#include "carried_heads.h"
#include "carried_index.h"
#include "carried_line.h"
#include "index_query.h"

static bool
has_file(const struct checkpoints *d, const char *day)
{
	size_t i;

	for (i = 0; i < d->days.count; i++)
		if (strncmp(d->days.at[i].file, day, strlen("20261123")) == 0)
			return true;
	return false;
}

static void
add_day(struct missing_days *m, const struct checkpoints *d, const char *day,
	bool was_known, bool is_accepted)
{
	struct missing_day *added;
	size_t i;

	if (has_file(d, day))
		return;
	for (i = 0; i < m->count; i++)
		if (strncmp(m->at[i].day, day, strlen("20261123")) == 0)
			return;
	m->at = reallocarray(m->at, m->count + 1, sizeof *m->at);
	if (!m->at)
		die(EXIT_TEMPORARY, "listing days:");
	added = &m->at[m->count++];
	*added = (struct missing_day){ .was_known = was_known,
				       .is_accepted = is_accepted };
	str_copy(added->day, sizeof added->day, day);
}

static void
read_known(struct missing_days *m, struct sql *db, const struct checkpoints *d)
{
	struct sql_query *q =
	    sql_prepare(db, "SELECT day, accepted FROM missing_day");

	while (q && sql_query_step(q) == 1)
		add_day(m, d, sql_query_text(q, 0), true,
			sql_query_number(q, 1) != 0);
	sql_query_free(q);
}

/* The counters before a rebuild that has not read all of the journal yet. */
static bool
read_sums(struct sql *db, struct buffer *line)
{
	struct sql_query *q = sql_prepare(db, "SELECT line FROM missing_sums");
	bool found = q && sql_query_step(q) == 1;

	if (found)
		buffer_str(line, sql_query_text(q, 0));
	sql_query_free(q);
	return found;
}

void
missing_days_read(struct missing_days *m, struct index *ix,
		  const struct checkpoints *d)
{
	struct carried sums = { 0 };
	int i;

	*m = (struct missing_days){ 0 };
	read_known(m, index_sql(ix), d);
	for (i = 0; i < d->stored_count; i++)
		add_day(m, d, d->stored[i].file, false, false);
	if (m->count == 0 || read_sums(index_sql(ix), &m->sums))
		return;
	if (carried_index_add(&sums, ix) == 0)
		carried_line_write(&sums, 0, &m->sums);
	carried_free(&sums);
}

void
missing_days_free(struct missing_days *m)
{
	free(m->at);
	buffer_free(&m->sums);
	*m = (struct missing_days){ 0 };
}

/* Is the day before the date that purge removed all days up to? */
static bool
is_purged(const struct missing_day *d, const char *purged)
{
	char date[DAY_FILE_DATE_SIZE];

	day_file_date(date, d->day);
	return strcmp(date, purged) < 0;
}

static int
save_sums(const struct missing_days *m, struct index *ix)
{
	struct sql_query *q = sql_prepare(
	    index_sql(ix), "REPLACE INTO missing_sums VALUES (0, ?)");
	int bad;

	if (!q)
		return index_failed(ix, "write to");
	sql_query_set_text_len(q, 1, m->sums.at, m->sums.len);
	bad = sql_query_run(q) ? index_failed(ix, "write to") : 0;
	sql_query_free(q);
	return bad;
}

int
missing_days_save(const struct missing_days *m, struct index *ix,
		  const char *purged)
{
	size_t i, saved = 0;

	for (i = 0; i < m->count; i++) {
		const struct missing_day *d = &m->at[i];
		bool is_over = is_purged(d, purged);

		if (is_over && !d->was_known)
			continue;
		saved++;
		if (sql_exec(index_sql(ix),
			     "REPLACE INTO missing_day VALUES ('%.8s', %d)",
			     d->day, is_over || d->is_accepted))
			return index_failed(ix, "write to");
	}
	return saved && m->sums.len ? save_sums(m, ix) : 0;
}

int
missing_days_raise_counts(struct index *ix)
{
	struct journal_line v = { 0 };
	struct carried before = { 0 }, now = { 0 };
	struct buffer line = { 0 };
	int bad = 0;

	if (!read_sums(index_sql(ix), &line))
		return 0;
	if (journal_line_read(&v, line.at, line.len) && v.purged) {
		carried_line_add(&before, &v);
		bad =
		    carried_index_add(&now, ix) ? index_failed(ix, "read") : 0;
		/* What the lost days say is wrong is gone with them. */
		carried_set_purged(&now);
		carried_subtract(&before, &now);
		bad = bad || carried_index_save(&before, ix);
	}
	if (!bad && sql_exec(index_sql(ix), "DELETE FROM missing_sums"))
		bad = index_failed(ix, "write to");
	carried_free(&before);
	carried_free(&now);
	journal_line_free(&v);
	buffer_free(&line);
	return bad ? -1 : 0;
}

int
missing_days_count(struct index *ix, char first[DAY_FILE_DATE_SIZE])
{
	struct sql_query *q = sql_prepare(
	    index_sql(ix), "SELECT count(*), min(day) FROM missing_day"
			   " WHERE NOT accepted");
	const char *day;
	int count = -1;

	first[0] = '\0';
	if (q && sql_query_step(q) == 1) {
		count = (int)sql_query_number(q, 0);
		day = sql_query_text(q, 1);
		if (day)
			day_file_date(first, day);
	}
	sql_query_free(q);
	return count;
}

static int
find_in(struct index *ix, int dir, char first[DAY_FILE_DATE_SIZE])
{
	struct carried_heads heads;
	struct missing_days m;
	struct checkpoints d;
	int count = 0;
	size_t i;

	if (checkpoints_open(&d, dir, ix))
		return -1;
	/* A day that cannot be read is a fault of its own. */
	carried_heads_read(&heads, &d.days, NULL);
	missing_days_read(&m, ix, &d);
	for (i = 0; i < m.count; i++) {
		char date[DAY_FILE_DATE_SIZE];

		if (m.at[i].is_accepted || is_purged(&m.at[i], heads.before))
			continue;
		count++;
		day_file_date(date, m.at[i].day);
		if (!first[0] || strcmp(date, first) < 0)
			str_copy(first, sizeof date, date);
	}
	missing_days_free(&m);
	carried_heads_free(&heads);
	checkpoints_close(&d);
	return count;
}

int
missing_days_find(struct index *ix, const char *state_dir,
		  char first[DAY_FILE_DATE_SIZE])
{
	char path[PATH_MAX];
	int dir, count;

	first[0] = '\0';
	snprintf(path, sizeof path, "%s/journal", state_dir);
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir < 0)
		return -1;
	count = find_in(ix, dir, first);
	close(dir);
	return count;
}

int
missing_days_accept(struct index *ix)
{
	return sql_exec(index_sql(ix), "UPDATE missing_day SET accepted = 1")
		   ? index_failed(ix, "write to")
		   : 0;
}
