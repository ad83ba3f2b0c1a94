/* worker_pool: how workers are started, and started again. */

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fcgi/clock.h"
#include "fcgi/worker_pool.h"
#include "support/harness.h"
#include "support/log_capture.h"

static struct worker_pool pool;
static struct work_board *board;
static atomic_uint *started;
static bool a_request_waits;

/* In memory that the workers share. */
static void *
shared(size_t size)
{
	void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
			MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(at, MAP_FAILED);
	return at;
}

/* What workers do. */
static void (*work)(struct work_slot *);

static pid_t
start(unsigned slot)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	atomic_fetch_add(started, 1);
	work(&board->slots[slot]);
	_exit(0);
}

static void
begin(void)
{
	log_capture_start();
	board = shared(sizeof *board);
	started = shared(sizeof *started);
	atomic_store(&board->workers_max, 4);
	worker_pool_init(&pool, board, start);
}

static void
end(void)
{
	worker_pool_kill(&pool, SIGKILL);
}

const struct test_setup test_setup = { .before = begin, .after = end };

static bool
waits(void)
{
	return a_request_waits;
}

/* Runs the supervisor's part for so long; workers do as `does` says. */
static void
run(int64_t ms, void (*does)(struct work_slot *))
{
	int64_t until = clock_ms() + ms;

	work = does;
	while (clock_ms() < until) {
		worker_pool_reap(&pool);
		worker_pool_look(&pool, waits);
		usleep(1000);
	}
}

static void
fail_at_once(struct work_slot *slot)
{
	(void)slot;
	_exit(111);
}

static void
end_at_once(struct work_slot *slot)
{
	(void)slot;
}

static void
sleep_for_ever(struct work_slot *slot)
{
	(void)slot;
	pause();
}

static void
keep_a_request(struct work_slot *slot)
{
	work_board_turn(board, slot);
	pause();
}

/* Has a request in its hands at each look, but never the same. */
static void
work_hard(struct work_slot *slot)
{
	for (;; usleep(1000)) {
		work_board_turn(board, slot);
		work_board_turn(board, slot);
		work_board_turn(board, slot);
		work_board_turn(board, slot);
	}
}

TEST(there_is_no_worker_before_the_first_request)
{
	run(100, sleep_for_ever);
	ck_assert_uint_eq(*started, 0);
	ck_assert_int_eq(worker_pool_timeout(&pool), -1);
}

TEST(workers_that_die_at_their_start_are_replaced_slowly)
{
	a_request_waits = true;
	run(700, fail_at_once);
	ck_assert_uint_ge(*started, 3);
	ck_assert_uint_le(*started, 12);
	ck_assert_ptr_nonnull(strstr(log_capture_text(), "code 111"));
}

TEST(a_worker_that_ends_by_itself_is_no_failure)
{
	a_request_waits = true;
	run(700, end_at_once);
	ck_assert_uint_ge(*started, 20);
	ck_assert_str_eq(log_capture_text(), "");
}

TEST(a_killed_worker_is_replaced_at_once_each_time)
{
	unsigned i;

	a_request_waits = true;
	for (i = 1; i <= 20; i++) {
		run(20, sleep_for_ever);
		ck_assert_uint_ge(pool.count, 1);
		worker_pool_kill(&pool, SIGKILL);
	}
	ck_assert_uint_ge(*started, 20);
}

TEST(a_request_that_nobody_takes_gets_more_workers_up_to_the_maximum)
{
	a_request_waits = true;
	run(300, sleep_for_ever);
	ck_assert_uint_eq(pool.count, 4);
	ck_assert_uint_eq(*started, 4);
}

/* Before somebody has to wait. */
TEST(if_all_workers_keep_their_requests_there_is_one_more)
{
	a_request_waits = true;
	run(5, keep_a_request);
	a_request_waits = false;
	run(300, sleep_for_ever);
	ck_assert_uint_eq(pool.count, 2);
}

TEST(workers_that_go_on_get_no_help_while_nobody_waits)
{
	a_request_waits = true;
	run(5, work_hard);
	a_request_waits = false;
	run(300, work_hard);
	ck_assert_uint_eq(pool.count, 1);
}

TEST(the_supervisor_sleeps_when_nothing_happens)
{
	a_request_waits = true;
	run(5, sleep_for_ever);
	a_request_waits = false;
	ck_assert_int_ge(worker_pool_timeout(&pool), 0);
	run(1500, sleep_for_ever);
	ck_assert_int_eq(worker_pool_timeout(&pool), -1);
	ck_assert_uint_eq(pool.count, 1);
	/* The next request wakes it: once. */
	ck_assert(!work_board_turn(board, &board->slots[0]));
	ck_assert(work_board_turn(board, &board->slots[0]));
}
