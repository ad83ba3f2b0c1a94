/* worker_pool - as many workers as the load asks for. */

#include "worker_pool.h"

#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "clock.h"

/* How often the supervisor looks, and for how long after the last request. */
#define LOOK_EVERY_MS 10
#define WATCH_MS 1000
/* Workers that may die in a row before there is a pause, and that pause. */
#define FAILURES_MAX 3
#define PAUSE_MS 1000

/* What has changed since the last look. */
struct change {
	unsigned idle;	/* workers without a request */
	unsigned stuck; /* workers with the same request as before */
	bool any;	/* a request was taken, or is done */
};

void
worker_pool_init(struct worker_pool *p, struct work_board *board,
		 pid_t (*start)(unsigned slot))
{
	*p = (struct worker_pool){ .board = board, .start = start };
}

void
worker_pool_watch(struct worker_pool *p)
{
	atomic_store(&p->board->watched, true);
	p->active_ms = clock_ms();
}

bool
worker_pool_may_start(const struct worker_pool *p)
{
	return clock_ms() >= p->retry_ms;
}

int64_t
worker_pool_timeout(const struct worker_pool *p)
{
	int64_t left, due = p->look_ms;

	if (!atomic_load(&p->board->watched))
		return -1;
	if (p->count == 0 && due < p->retry_ms)
		due = p->retry_ms;
	left = due - clock_ms();
	return left > 0 ? left : 0;
}

static unsigned
turns_of(const struct worker_pool *p, unsigned slot)
{
	return atomic_load(&p->board->slots[slot].turns);
}

static struct change
look_at_slots(struct worker_pool *p)
{
	struct change c = { 0 };
	unsigned i;

	for (i = 0; i < WORK_BOARD_SLOTS; i++) {
		unsigned turns = turns_of(p, i);
		bool same = turns == p->workers[i].turns;

		if (p->workers[i].pid == 0)
			continue;
		c.idle += turns % 2 == 0;
		c.stuck += turns % 2 && same;
		c.any = c.any || !same;
		p->workers[i].turns = turns;
	}
	return c;
}

static bool
is_worker_needed(struct worker_pool *p, const struct change *c, bool waits)
{
	bool has_waited = p->has_waited;

	p->has_waited = waits;
	if (p->count == 0)
		return waits;
	if (c->stuck == p->count)
		return true;
	/* Workers that do not take what waits are stopped, or were killed. */
	return waits && has_waited && (c->idle == 0 || !c->any);
}

static void
start(struct worker_pool *p)
{
	unsigned i = 0;
	pid_t pid;

	while (p->workers[i].pid != 0)
		i++;
	atomic_store(&p->board->slots[i].turns, 0);
	pid = p->start(i);
	if (pid < 0) {
		log_warn("cannot start a worker:");
		p->retry_ms = clock_ms() + PAUSE_MS;
		return;
	}
	p->workers[i] = (struct worker_entry){ .pid = pid };
	p->count++;
	worker_pool_watch(p);
}

/* Nothing has happened for a while: a worker will tell if something does. */
static void
end_watch(struct worker_pool *p)
{
	atomic_store(&p->board->watched, false);
	if (look_at_slots(p).any)
		worker_pool_watch(p);
}

void
worker_pool_look(struct worker_pool *p, bool (*waits)(void))
{
	unsigned max =
	    atomic_load_explicit(&p->board->workers_max, memory_order_relaxed);
	int64_t now = clock_ms();
	struct change c;
	bool needed;

	if (p->count > 0 && worker_pool_timeout(p) != 0)
		return;
	p->look_ms = now + LOOK_EVERY_MS;
	c = look_at_slots(p);
	needed = is_worker_needed(p, &c, waits());
	if (c.any || c.idle < p->count || p->has_waited)
		worker_pool_watch(p);
	else if (now - p->active_ms > WATCH_MS)
		end_watch(p);
	if (needed && worker_pool_may_start(p) && p->count < WORK_BOARD_SLOTS &&
	    (p->count == 0 || p->count < max))
		start(p);
}

static void
tell(pid_t pid, int status)
{
	if (WIFSIGNALED(status))
		log_warn("worker %d was ended by signal %d (%s), and is "
			 "replaced",
			 (int)pid, WTERMSIG(status),
			 strsignal(WTERMSIG(status)));
	else if (WEXITSTATUS(status) != 0)
		log_warn("worker %d ended with code %d, and is replaced",
			 (int)pid, WEXITSTATUS(status));
}

/*
 * Workers that die before they have taken anything are replaced slowly, unless
 * somebody kills them.
 */
static void
note_end(struct worker_pool *p, unsigned slot, int status)
{
	bool killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;

	if (turns_of(p, slot) > 0)
		p->failures = 0;
	else if (status != 0 && !killed && ++p->failures >= FAILURES_MAX)
		p->retry_ms = clock_ms() + PAUSE_MS;
	if (atomic_exchange(&p->board->slots[slot].holds_report, false))
		atomic_fetch_sub(&p->board->holders, 1);
	p->workers[slot].pid = 0;
	p->count--;
	/* A request that should have woken this one may wait. */
	worker_pool_watch(p);
}

void
worker_pool_reap(struct worker_pool *p)
{
	unsigned i;
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		for (i = 0; i < WORK_BOARD_SLOTS && p->workers[i].pid != pid;
		     i++)
			;
		/* Others belong to the program that executed this one. */
		if (i == WORK_BOARD_SLOTS)
			continue;
		tell(pid, status);
		note_end(p, i, status);
	}
}

void
worker_pool_kill(const struct worker_pool *p, int signal)
{
	unsigned i;

	for (i = 0; i < WORK_BOARD_SLOTS; i++)
		if (p->workers[i].pid > 0)
			kill(p->workers[i].pid, signal);
}
