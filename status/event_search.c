/* event_search - searches the end of the journal for events. */

#include "event_search.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "journal/reverse_lines.h"
#include "report/line_text.h"
#include "report/refusal_lines.h"

/* So many refusals are read of those that are long ago. */
#define REFUSALS_MAX 10000

/* Lines that EchoApp writes have hook and status within so many bytes. */
#define HEAD_BYTES 256

static const char *
find_in_head(const char *line, size_t len, const char *what)
{
	return memmem(line, len < HEAD_BYTES ? len : HEAD_BYTES, what,
		      strlen(what));
}

/* Sorts out most lines that EchoApp wrote, without parsing them. */
static bool
may_be_wanted(const struct event_search *f, const char *line, size_t len)
{
	const char *hook = find_in_head(line, len, "\"hook\":\"");
	const char *status = find_in_head(line, len, "\",\"status\":");

	if (f->user && !line_text_may_have_user(line, len, f->user))
		return false;
	if (!hook || !status || status < hook)
		return true;
	hook += sizeof "\"hook\":\"" - 1;
	if (f->hook && !memchr(hook, '\\', (size_t)(status - hook)) &&
	    (strlen(f->hook) != (size_t)(status - hook) ||
	     strncasecmp(hook, f->hook, (size_t)(status - hook)) != 0))
		return false;
	status += sizeof "\",\"status\":" - 1;
	if (f->outcome == OUTCOME_REFUSED && strncmp(status, "200,", 4) == 0)
		return false;
	return f->outcome != OUTCOME_WARNED ||
	       (memmem(line, len, "\"warnings\":", 11) ||
		memmem(line, len, "\"odd\":", 6));
}

static bool
is_wanted(const struct event_search *f, const struct journal_line *e)
{
	return (!f->hook || strcasecmp(e->hook, f->hook) == 0) &&
	       (!f->app || (e->app && strcmp(e->app, f->app) == 0)) &&
	       (!f->status || e->status == f->status) &&
	       (f->outcome != OUTCOME_ANSWERED || e->status == 200) &&
	       (f->outcome != OUTCOME_REFUSED || e->status != 200) &&
	       (f->outcome != OUTCOME_WARNED || e->warnings > 0) &&
	       (!f->user || line_text_is_of_user(e, f->user));
}

/*
 * Reads the lines of a day from its end, down to an offset; false: the search
 * is over.
 */
static bool
read_lines(struct event_search *f, struct day_reader *from, int64_t day,
	   off_t end, off_t floor, off_t *seen)
{
	struct reverse_lines b = { 0 };
	const char *line;
	bool more = true;
	size_t len;

	reverse_lines_start(&b, from, end);
	while (more && reverse_lines_next(&b, &line, &len)) {
		struct event_cursor at = { day,
					   b.offset + (off_t)b.unread.len };

		if (at.offset < floor)
			break;
		*seen += (off_t)len + 1;
		if (f->limit == 0 || *seen > EVENT_SEARCH_BYTES) {
			f->cut = true;
			more = false;
		} else if (len > 0 && may_be_wanted(f, line, len) &&
			   journal_line_read(&f->event, line, len) == 0 &&
			   is_wanted(f, &f->event)) {
			f->each(f->arg, &f->event, at);
			f->limit--;
		}
		if (more)
			f->from = at;
	}
	if (b.failed)
		more = !day_reader_explain(from, &f->error);
	reverse_lines_free(&b);
	return more;
}

/* The same for the lines that are searched of an open day. */
static bool
read_day(struct event_search *f, struct day_reader *from, int64_t day,
	 off_t *seen)
{
	off_t end = day_reader_end(from), floor = 0;
	bool more = true;

	if (f->before.day == day && f->before.offset < end)
		end = f->before.offset;

	if (end < 0)
		return !day_reader_explain(from, &f->error);
	if (f->end.day == 0)
		f->from = f->end = (struct event_cursor){ day, end };
	if (f->since && day < f->after.day)
		return false;
	/* A day that is shorter than the cursor is another day. */
	if (f->since && day == f->after.day && f->after.offset <= end)
		floor = f->after.offset;
	if (end > floor)
		more = read_lines(f, from, day, end, floor, seen);
	if (more)
		f->from = (struct event_cursor){ day, floor };
	return more;
}

static void
search_days(struct event_search *f, const struct journal_days *d)
{
	bool more = true;
	off_t seen = 0;
	size_t i;

	for (i = d->count; i-- > 0 && more;) {
		int64_t day = strtoll(d->at[i].file, NULL, 10);
		struct day_reader from;

		/* Unpacking an earlier day for nothing would take long. */
		if (f->since && day < f->after.day && f->end.day)
			break;
		if (f->before.day && day > f->before.day)
			continue;
		if (day_reader_open(&from, d->dir, d->at[i].file)) {
			if (errno == ENOENT)
				continue;
			day_reader_explain(&from, &f->error);
			break;
		}
		more = read_day(f, &from, day, &seen);
		day_reader_close(&from);
	}
}

struct refusal_search {
	struct event_search *search;
	bool ended; /* at the cursor `after` */
};

static bool
take_refusal(void *arg, const struct journal_line *line,
	     struct refusal_place at)
{
	struct refusal_search *r = arg;
	struct event_search *f = r->search;

	r->ended = f->since &&
		   (at.day < f->after.day ||
		    (at.day == f->after.day && at.offset < f->after.offset));
	if (r->ended || f->limit == 0)
		return false;
	f->from = (struct event_cursor){ at.day, at.offset };
	if (is_wanted(f, line)) {
		f->each(f->arg, line, f->from);
		f->limit--;
	}
	return true;
}

/* Goes on with the index where the search of the journal's end has stopped. */
static void
search_refusals(struct event_search *f, const struct journal_days *d)
{
	const struct refusal_place from = { f->from.day, f->from.offset };
	struct refusal_search r = { .search = f };
	const int more = refusal_lines_each(f->index, d, from, REFUSALS_MAX,
					    take_refusal, &r);

	f->cut = more && !r.ended;
	if (!f->cut)
		f->from = f->since ? f->after : (struct event_cursor){ 0 };
}

/* Are only refusals wanted? */
static bool
wants_refusals(const struct event_search *f)
{
	return f->outcome == OUTCOME_REFUSED || (f->status && f->status != 200);
}

void
event_search_run(struct event_search *f, const struct journal_days *d)
{
	search_days(f, d);
	if (f->cut && f->limit > 0 && f->index && wants_refusals(f))
		search_refusals(f, d);
}

void
event_search_free(struct event_search *f)
{
	journal_line_free(&f->event);
}
