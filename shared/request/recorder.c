/* recorder - writes each exchange into the journal before it is answered. */

#include "recorder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/deadline.h"
#include "base/error.h"
#include "base/lock_holder.h"
#include "base/log.h"
#include "base/monotonic.h"
#include "base/str.h"
#include "journal/losses.h"
#include "record.h"

/* The memory that is kept from one request to the next. */
#define KEEP_BYTES ((size_t)64 * 1024)

static void
make_line(struct recorder *r, const struct exchange *x, enum http_status status,
	  const struct timespec *when)
{
	buffer_clear(&r->line, KEEP_BYTES);
	record(&r->line, x, status == STEP_OK ? 200 : (int)status, when,
	       monotonic_now() - x->request->received, r->lost.hooks,
	       r->lost.counted);
}

/* The status of a hook that is not in the journal. */
static enum http_status
answer_unrecorded(struct exchange *x, enum http_status status)
{
	if (status != STEP_OK || !x->conf->refuse_unrecorded)
		return status;
	return refuse(x, HTTP_SERVICE_UNAVAILABLE,
		      "the journal cannot be written");
}

/* The last hooks were not recorded, for that reason. */
static void
lose(struct recorder *r, unsigned hooks, const char *reason)
{
	struct lost_hooks *l = &r->lost;

	l->hooks += hooks;
	if (losses_add(r->state_dir, l->hooks - l->counted, reason) == 0)
		l->counted = l->hooks;
	untold_losses_add(r->untold, *l);
	*l = (struct lost_hooks){ 0 };
}

/* The line that was written or kept tells what was lost before it. */
static void
told(struct recorder *r)
{
	r->lost = (struct lost_hooks){ 0 };
}

static void
prepare(struct recorder *r)
{
	losses_prepare(r->state_dir);
	r->prepared = true;
}

/* Keeps the line until the journal can be written; false: it is lost. */
static bool
keep_line(struct recorder *r, const struct timespec *when)
{
	const char *path = journal_current_path(r->journal);
	char holder[LOCK_HOLDER_SIZE];

	if (!spool_add(&r->spool, when, r->line.at, r->line.len)) {
		log_warn("this hook is not in the journal: %u others fill the "
			 "memory for hooks that wait until it can be written",
			 r->spool.count);
		return false;
	}
	if (r->spool.count > 1)
		return true;
	if (journal_errno(r->journal) == ETIMEDOUT)
		lock_holder(path, LOCK_HOLDER_FLOCK, holder);
	else
		snprintf(holder, sizeof holder, "%s",
			 error_text(journal_errno(r->journal)));
	log_warn("%s: %s%s; hooks wait in memory until they can be written",
		 journal_error(r->journal), holder,
		 journal_errno(r->journal) == ETIMEDOUT ? " holds the lock"
							: "");
	return true;
}

/* The line tells how the hook is answered: it is made again for a refusal. */
static enum http_status
keep_exchange(struct recorder *r, struct exchange *x, enum http_status status,
	      const struct timespec *when)
{
	const enum http_status answered = answer_unrecorded(x, status);

	if (answered != status)
		make_line(r, x, answered, when);
	if (keep_line(r, when))
		told(r);
	else
		lose(r, 1,
		     "other hooks that wait for the lock fill the memory");
	return answered;
}

static void
write_held_refusals(struct recorder *r, bool durable)
{
	const unsigned hooks = r->refusals.suppressed + 1;
	const struct timespec *when = &r->refusals.when;
	struct error why;

	r->line.len = 0;
	refusal_log_take(&r->refusals, &r->line);
	if (!r->spool.count && journal_append(r->journal, when, r->line.at,
					      r->line.len, durable) == 0)
		return;
	if (r->spool.count || journal_is_jammed(r->journal)) {
		if (!keep_line(r, when))
			lose(r, hooks, "the journal is locked for long");
		return;
	}
	error_set(&why, "%s:", journal_error(r->journal));
	log_warn("refusals are not in the journal: %s", why.text);
	lose(r, hooks, why.text);
}

void
recorder_write_refusals(struct recorder *r, int64_t now, bool durable)
{
	if (refusal_log_is_due(&r->refusals, (time_t)(now / 1000000)))
		write_held_refusals(r, durable);
}

enum http_status
recorder_add(struct recorder *r, struct exchange *x, enum http_status status,
	     const struct timespec *when)
{
	const bool held = !x->is_parsed && !refusal_log_admits(&r->refusals);
	struct error why;

	/* Not a line that is held: others are written before. */
	if (!held)
		r->lost = untold_losses_take(r->untold);
	if (!held || refusal_log_wants_line(&r->refusals))
		make_line(r, x, status, when);
	if (held) {
		refusal_log_hold(&r->refusals, &r->line, when);
		return status;
	}
	if (!r->spool.count &&
	    journal_append(r->journal, when, r->line.at, r->line.len,
			   x->conf->sync_to_disk) == 0) {
		told(r);
		if (!r->prepared)
			prepare(r);
		return status;
	}
	if (r->spool.count || journal_is_jammed(r->journal))
		return keep_exchange(r, x, status, when);
	error_set(&why, "%s:", journal_error(r->journal));
	log_warn("this hook is not in the journal: %s", why.text);
	lose(r, 1, why.text);
	return answer_unrecorded(x, status);
}

bool
recorder_is_behind(const struct recorder *r)
{
	return r->spool.count > 0 || !refusal_log_wants_line(&r->refusals);
}

void
recorder_catch_up(struct recorder *r, bool durable, long ms)
{
	const unsigned count = r->spool.count;

	if (!count)
		return;
	deadline_set(ms);
	if (ms > 0)
		journal_wait_again(r->journal);
	if (spool_write(&r->spool, r->journal, durable) == 0)
		log_warn("the %u hooks that waited are in the journal now",
			 count);
}

void
recorder_open(struct recorder *r, const char *state_dir)
{
	if (r->journal) {
		recorder_catch_up(r, false, 0);
		if (!refusal_log_wants_line(&r->refusals))
			write_held_refusals(r, false);
		journal_free(r->journal);
	}
	if (!r->untold)
		r->untold = untold_losses_new();
	r->journal = journal_new(state_dir);
	free(r->state_dir);
	r->state_dir = str_dup(state_dir);
	r->prepared = false;
}

void
recorder_close(struct recorder *r)
{
	if (r->journal && !refusal_log_wants_line(&r->refusals))
		write_held_refusals(r, false);
	if (r->spool.count) {
		log_warn("%u hooks are not in the journal, and this program "
			 "ends: %s",
			 r->spool.count, journal_error(r->journal));
		lose(r, r->spool.count, journal_error(r->journal));
	}
	spool_clear(&r->spool);
	if (r->journal)
		journal_free(r->journal);
	refusal_log_free(&r->refusals);
	untold_losses_free(r->untold);
	r->untold = NULL;
	buffer_free(&r->line);
	free(r->state_dir);
	r->state_dir = NULL;
}
