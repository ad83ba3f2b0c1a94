/* delivery_list - the destinations, and how far each of them has got. */

#include "delivery_list.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/lock.h"
#include "base/open_file.h"
#include "base/sql.h"
#include "cdr.h"
#include "delivery/delivery_position.h"
#include "index/records_cursor.h"
#include "journal/journal_days.h"

static void
report(void *arg, unsigned line, unsigned column, const char *message)
{
	struct error *e = arg;

	(void)column;
	if (!e->text[0])
		error_set(e, "line %u: %s", line, message);
}

/* The deliverer holds its lock as long as it runs. */
static bool
is_running(const char *state_dir)
{
	char path[PATH_MAX];
	int fd = -1;
	bool is = false;

	if (delivery_position_path(path, sizeof path, state_dir, "", "lock"))
		fd = open_file(AT_FDCWD, path, O_RDWR, 0);
	if (fd >= 0) {
		is = lock_try(fd) != 0;
		close(fd);
	}
	return is;
}

static void
count_records(struct delivery_state *s, struct index *ix,
	      const struct delivery_position *p)
{
	struct cdr_place place = { .row = p->within_row };
	uint64_t count;

	if (records_cursor_parse(ix, p->records, &place.recorded, &s->error))
		return;
	if (cdr_count_after(index_sql(ix), &place, &count, &s->oldest) == 0)
		s->records = (int64_t)count;
}

/* Of a compressed day that is not read yet, the bytes on the disk count. */
static int64_t
bytes_left(const struct delivery_position *p, const struct journal_day *day)
{
	size_t i;
	int64_t left = day->size;

	if (strcmp(day->file, p->days[0].file) < 0)
		return 0;
	for (i = 0; i < p->day_count; i++)
		if (strcmp(p->days[i].file, day->file) == 0)
			return day->packed.id || left < p->days[i].offset
				   ? 0
				   : left - p->days[i].offset;
	return left + day->packed.size;
}

static void
count_bytes(struct delivery_state *s, const char *state_dir,
	    const struct delivery_position *p)
{
	struct journal_days d;
	size_t i;

	if (journal_days_open(&d, state_dir))
		return;
	s->bytes = 0;
	for (i = 0; i < d.count; i++)
		s->bytes += bytes_left(p, &d.at[i]);
	journal_days_close(&d);
}

static void
read_state(struct delivery_state *s, struct index *ix, const char *state_dir)
{
	const char *name = s->to->name;
	struct delivery_position p;
	struct dead_letters letters;

	s->oldest = TIMESTAMP_NONE;
	s->records = s->bytes = -1;
	s->has_begun =
	    delivery_position_read(&p, state_dir, name, &s->error) > 0;
	s->in_trouble = delivery_note_read(&s->note, state_dir, name);
	if (dead_letters_read(&letters, state_dir, name, "dead", &s->error) ==
	    0)
		s->dead = letters.count;
	dead_letters_free(&letters);
	if (!s->has_begun)
		return;
	s->delivered = p.delivered;
	s->died = p.dead;
	if (p.records[0] && ix)
		count_records(s, ix, &p);
	if (p.day_count)
		count_bytes(s, state_dir, &p);
}

void
delivery_list_read(struct delivery_list *l, struct index *ix,
		   const struct conf *c)
{
	size_t i;

	*l = (struct delivery_list){ 0 };
	if (!c->deliver_file)
		return;
	delivery_conf_read(&l->conf, c->deliver_file, report, &l->error);
	l->count = l->conf.destination_count;
	l->at = calloc(l->count + 1, sizeof *l->at);
	if (!l->at)
		die(EXIT_TEMPORARY, "cannot store the destinations:");
	l->is_running = is_running(c->state_dir);
	for (i = 0; i < l->count; i++) {
		l->at[i].to = &l->conf.destinations[i];
		read_state(&l->at[i], ix, c->state_dir);
	}
}

void
delivery_list_free(struct delivery_list *l)
{
	free(l->at);
	delivery_conf_free(&l->conf);
	*l = (struct delivery_list){ 0 };
}

int64_t
delivery_list_lag(const struct delivery_state *s, timestamp now)
{
	return s->oldest == TIMESTAMP_NONE || s->oldest > now ? 0
							      : now - s->oldest;
}
