/* supervisor - the process of a program that a web server starts and knows. */

#include "supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/die.h"
#include "base/log.h"
#include "clock.h"
#include "connections.h"
#include "end_report.h"
#include "hand_back.h"
#include "idle_pages.h"
#include "late_responses.h"
#include "reexec.h"
#include "starter.h"
#include "work_board.h"
#include "work_queue.h"
#include "worker.h"
#include "worker_fork.h"
#include "worker_pool.h"

#define EVENTS 64
/* Requests that were accepted may take this long after SIGTERM, */
#define STOP_GRACE_MS 2000
/* and workers as long as they give themselves (worker.c). */
#define WORKERS_GRACE_MS 8000
/* After the queue failed for want of something. */
#define RETRY_MS 50
/* How often files are read again, as workers do. */
#define FOLLOW_MS 1000
/* How long a connection without a request is new. */
#define NEW_MS 20

enum course { GOES_ON, STOPS, REPLACES };

static struct supervisor {
	const struct gateway *gateway;
	struct work_queue queue;
	struct hand_back hand_back;
	struct work_board *board;
	struct worker_pool pool;
	struct connections connections;
	struct late_responses late;
	int epoll_fd, signal_fd, null_fd, wake_fd;
	bool is_listening, waits_for_queue; /* what epoll watches */
	int64_t follow_ms; /* when files are read again; clock_ms() */
	bool is_idle;	   /* there is no worker, and nothing is due */
	enum course course;
	pid_t pid;
	bool delays_report; /* end_report.h */
} s;

/* What epoll gives for the descriptors that are not connections. */
static char on_listener, on_signal, on_back, on_queue, on_wake;

static void
watch(int fd, uint32_t events, void *what)
{
	struct epoll_event event = { .events = events, .data.ptr = what };

	if (epoll_ctl(s.epoll_fd, EPOLL_CTL_ADD, fd, &event))
		die(EXIT_TEMPORARY, "cannot watch a descriptor:");
}

static void
unwatch(int fd)
{
	struct epoll_event none = { 0 };

	epoll_ctl(s.epoll_fd, EPOLL_CTL_DEL, fd, &none);
}

static void
set_watched(bool *is, bool wanted, int fd, uint32_t events, void *what)
{
	if (wanted == *is)
		return;
	*is = wanted;
	if (wanted)
		watch(fd, events, what);
	else
		unwatch(fd);
}

static void
set_listening(bool wanted)
{
	set_watched(&s.is_listening, wanted, STDIN_FILENO, EPOLLIN,
		    &on_listener);
}

static void
set_waiting_for_queue(bool wanted)
{
	set_watched(&s.waits_for_queue, wanted, s.queue.put_fd, EPOLLOUT,
		    &on_queue);
}

static void
open_queue(void)
{
	if (work_queue_open(&s.queue) || hand_back_open(&s.hand_back))
		die(EXIT_TEMPORARY, "cannot make a queue for workers:");
	watch(s.hand_back.take_fd, EPOLLIN, &on_back);
}

static void
close_queue(void)
{
	set_waiting_for_queue(false);
	unwatch(s.hand_back.take_fd);
	work_queue_close(&s.queue);
	hand_back_close(&s.hand_back);
}

static void
block_signals(void)
{
	sigset_t ours;

	sigemptyset(&ours);
	sigaddset(&ours, SIGTERM);
	sigaddset(&ours, SIGINT);
	sigaddset(&ours, SIGUSR1);
	sigaddset(&ours, SIGHUP);
	sigaddset(&ours, SIGCHLD);
	sigprocmask(SIG_BLOCK, &ours, NULL);
	s.signal_fd = signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK);
	if (s.signal_fd < 0)
		die(EXIT_TEMPORARY, "cannot make a signalfd:");
	watch(s.signal_fd, EPOLLIN, &on_signal);
}

/*
 * A new worker begins with this version of the files.  If one is broken by
 * then, that is the last good one, as for the other workers.
 */
static void
read_files(void)
{
	struct gateway_limits limits;

	s.follow_ms = clock_ms() + FOLLOW_MS;
	s.gateway->prepare(s.gateway->arg);
	s.gateway->limits(s.gateway->arg, false, &limits);
	work_board_set_limits(s.board, &limits);
	log_set_targets(atomic_load(&s.board->log_targets));
}

struct new_worker {
	unsigned slot;
	pid_t thread; /* end_report.h */
};

/* Runs in the new process; returns its exit code. */
static int
run_worker(void *arg)
{
	const struct new_worker *new = arg;
	int code;

	close(s.epoll_fd);
	close(s.signal_fd);
	connections_close_fds(&s.connections);
	late_responses_close_fds(&s.late);
	work_queue_end(&s.queue);
	close(s.hand_back.take_fd);
	code = worker_run(&(struct worker_start){
	    .gateway = s.gateway,
	    .queue = &s.queue,
	    .hand_back = &s.hand_back,
	    .board = s.board,
	    .slot = &s.board->slots[new->slot],
	    .wake_fd = s.wake_fd,
	    .null_fd = s.null_fd,
	    .supervisor = s.pid,
	    .thread = new->thread,
	    .delays_report = s.delays_report,
	});
	s.gateway->close(s.gateway->arg);
	return code;
}

static pid_t
start_worker(unsigned slot)
{
	struct new_worker new = { .slot = slot };

	read_files();
	if (s.delays_report)
		new.thread = end_report_thread(slot);
	return worker_fork(run_worker, &new);
}

static void
open_all(const struct gateway *g)
{
	struct gateway_limits limits;

	s.gateway = g;
	starter_note();
	s.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	s.null_fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	s.wake_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	s.board = mmap(NULL, sizeof *s.board, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (s.epoll_fd < 0 || s.null_fd < 0 || s.wake_fd < 0 ||
	    s.board == MAP_FAILED)
		die(EXIT_TEMPORARY, "cannot prepare the supervisor:");
	log_share(&s.board->reports);
	g->limits(g->arg, false, &limits);
	work_board_set_limits(s.board, &limits);
	block_signals();
	open_queue();
	watch(s.wake_fd, EPOLLIN, &on_wake);
	worker_pool_init(&s.pool, s.board, start_worker);
	s.pid = getpid();
	s.delays_report = starter_is_lighttpd();
	connections_init(&s.connections, s.epoll_fd, g, s.board);
	s.late.epoll_fd = s.epoll_fd;
	/* Another process of the socket may accept first: do not block then. */
	fcntl(STDIN_FILENO, F_SETFL, fcntl(STDIN_FILENO, F_GETFL) | O_NONBLOCK);
}

/* Hands whole requests over; the rest waits until the queue has room. */
static void
put_ready(void)
{
	struct connection *one;

	while ((one = connections_first(&s.connections, CONNECTION_READY))) {
		if (work_queue_put(&s.queue, one->fd, &one->reader)) {
			if (errno != EAGAIN)
				log_warn("cannot pass a request on:");
			set_waiting_for_queue(true);
			return;
		}
		connections_close(&s.connections, one);
		worker_pool_watch(&s.pool);
	}
	set_waiting_for_queue(false);
}

/* Does a request wait for a worker? */
static bool
has_waiting(void)
{
	struct pollfd on = { .fd = STDIN_FILENO, .events = POLLIN };

	return work_queue_has_work(&s.queue) || poll(&on, 1, 0) > 0;
}

static void
take_back(void)
{
	struct handed_back b;

	while (hand_back_take(&s.hand_back, &b)) {
		if (b.kind == HAND_BACK_RESPONSE) {
			late_responses_add(&s.late, &b,
					   atomic_load(&s.board->response_ms));
			continue;
		}
		if (b.kind == HAND_BACK_FOLD) {
			s.gateway->start_fold(s.gateway->arg, b.fd);
			continue;
		}
		connections_adopt(&s.connections, b.fd, b.bytes, b.len);
		hand_back_done(&b);
	}
}

static void
send_late(struct late_response *one)
{
	int fd = late_responses_send(&s.late, one);

	if (fd >= 0)
		connections_adopt(&s.connections, fd, NULL, 0);
}

/*
 * SIGTERM from lighttpd ends the program.  From somebody else it means that the
 * program shall start anew, which needs no end: so no request is refused.
 */
static void
take_signal(const struct signalfd_siginfo *info)
{
	bool anew =
	    info->ssi_signo == SIGHUP ||
	    (info->ssi_signo == SIGTERM && !starter_is((pid_t)info->ssi_pid) &&
	     starter_is_lighttpd());

	if (info->ssi_signo == SIGCHLD)
		worker_pool_reap(&s.pool);
	else
		s.course = anew && s.course != STOPS ? REPLACES : STOPS;
}

static void
take_signals(void)
{
	struct signalfd_siginfo info;

	while (read(s.signal_fd, &info, sizeof info) == sizeof info)
		take_signal(&info);
}

static void
take_wake(void)
{
	uint64_t count;

	(void)!read(s.wake_fd, &count, sizeof count);
	worker_pool_watch(&s.pool);
}

static void
take_events(const struct epoll_event *events, int count)
{
	int i;

	for (i = 0; i < count; i++) {
		void *on = events[i].data.ptr;

		if (on == &on_signal)
			take_signals();
		else if (on == &on_back)
			take_back();
		else if (on == &on_wake)
			take_wake();
		else if (late_responses_has(&s.late, on))
			send_late(on);
		else if (on != &on_queue && on != &on_listener)
			connections_read(&s.connections, on);
	}
}

static int64_t
not_negative(int64_t ms)
{
	return ms > 0 ? ms : 0;
}

static int64_t
earlier(int64_t a, int64_t b)
{
	return a < 0 || (b >= 0 && b < a) ? b : a;
}

static void
note_idle(bool is_idle)
{
	if (is_idle && !s.is_idle)
		idle_pages_give_back();
	s.is_idle = is_idle;
}

/* Waits for events, at most until `until`, and handles them. */
static void
wait_for_events(int64_t until)
{
	struct epoll_event events[EVENTS];
	int64_t now, timeout = connections_expire(&s.connections);
	int n;

	timeout = earlier(timeout, late_responses_expire(&s.late));
	timeout = earlier(timeout, worker_pool_timeout(&s.pool));
	now = clock_ms();
	if (connections_first(&s.connections, CONNECTION_READY))
		timeout = earlier(timeout, RETRY_MS);
	if (s.pool.count > 0)
		timeout = earlier(timeout, not_negative(s.follow_ms - now));
	if (until)
		timeout = earlier(timeout, not_negative(until - now));
	note_idle(timeout < 0 && s.pool.count == 0);
	n = epoll_wait(s.epoll_fd, events, EVENTS, (int)timeout);
	if (s.pool.count > 0 && clock_ms() >= s.follow_ms)
		read_files();
	log_set_targets(atomic_load(&s.board->log_targets));
	if (n > 0)
		take_events(events, n);
}

static void
serve(void)
{
	while (s.course == GOES_ON) {
		/* As long as there are workers, they take connections. */
		set_listening(s.pool.count == 0 &&
			      worker_pool_may_start(&s.pool));
		wait_for_events(0);
		put_ready();
		worker_pool_look(&s.pool, has_waiting);
	}
}

/* Who has just connected gets the time to send a request. */
static void
close_idle(void)
{
	int64_t before = clock_ms() - NEW_MS;
	struct connection *one;

	while ((one = connections_first(&s.connections, CONNECTION_IDLE)) &&
	       one->since < before)
		connections_close(&s.connections, one);
}

/*
 * Until the workers have answered all and have ended, at most until `until`,
 * and all is sent, at most until `sent`.
 */
static void
wait_for_workers(int64_t until, int64_t sent)
{
	atomic_store(&s.board->ending, true);
	work_queue_end(&s.queue);
	while ((s.pool.count > 0 && clock_ms() < until) ||
	       (s.late.count > 0 && clock_ms() < sent))
		wait_for_events(s.pool.count > 0 ? until : sent);
	take_back();
}

/*
 * Answers what has been accepted, and what waits at the socket: it is the only
 * chance of those who connected, unless systemd keeps the socket.
 */
static void
stop(void)
{
	int64_t until = clock_ms() + STOP_GRACE_MS;

	set_listening(false);
	while (clock_ms() < until) {
		while (connections_accept(&s.connections, STDIN_FILENO) == 0)
			;
		take_back();
		put_ready();
		close_idle();
		worker_pool_look(&s.pool, has_waiting);
		if (s.connections.count == 0 && s.late.count == 0 &&
		    !has_waiting())
			break;
		wait_for_events(earlier(until, clock_ms() + NEW_MS));
	}
	wait_for_workers(until - STOP_GRACE_MS + WORKERS_GRACE_MS, until);
	worker_pool_kill(&s.pool, SIGKILL);
}

/* Requests that no worker has taken, because all were killed. */
static void
empty_queue(void)
{
	struct buffer bytes = { 0 };
	struct taken_request q;

	while (work_queue_take(&s.queue, &q) == WORK_QUEUE_TAKEN) {
		bytes.len = 0;
		request_reader_dump(
		    &(struct request_reader){
			.active = true,
			.id = q.id,
			.keep = q.keep,
			.params = { (char *)q.params, q.params_len, 0 },
			.body = { (char *)q.body, q.body_len, 0 },
			.params_end = true,
			.body_end = true,
		    },
		    &bytes);
		connections_adopt(&s.connections, q.fd, bytes.at, bytes.len);
		work_queue_done(&q);
	}
	buffer_free(&bytes);
}

static void
open_queue_again(void)
{
	close_queue();
	open_queue();
	atomic_store(&s.board->ending, false);
}

/* Everything that was read goes along, so that no request is lost. */
static void
replace(void)
{
	struct buffer bytes = { 0 };
	struct reexec_list list = { 0 };
	struct connection *one;
	int64_t until = clock_ms() + STOP_GRACE_MS;
	int state;

	set_listening(false);
	wait_for_workers(until, until);
	empty_queue();
	if (s.course == STOPS) {
		open_queue_again();
		return;
	}
	for (state = 0; state < CONNECTION_STATES; state++)
		for (one = connections_first(&s.connections, state); one;
		     one = one->next) {
			bytes.len = 0;
			request_reader_dump(&one->reader, &bytes);
			reexec_add(&list, one->fd, bytes.at, bytes.len);
		}
	buffer_free(&bytes);
	atomic_store(&s.board->released, true);
	end_report_release();
	worker_pool_kill(&s.pool, SIGUSR2);
	reexec(&list);
	/* It failed: go on. */
	atomic_store(&s.board->released, false);
	open_queue_again();
	s.course = GOES_ON;
}

static void
adopt(void *arg, int fd, const char *bytes, size_t len)
{
	connections_adopt(arg, fd, bytes, len);
}

int
supervisor_run(const struct gateway *g)
{
	open_all(g);
	reexec_inherited(adopt, &s.connections);
	put_ready();
	for (;;) {
		serve();
		if (s.course == STOPS)
			break;
		replace();
	}
	stop();
	return 0;
}
