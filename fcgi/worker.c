/* worker - a process that answers requests, one after another. */

#include "worker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "base/die.h"
#include "base/log.h"
#include "cgi_request.h"
#include "clock.h"
#include "direct.h"
#include "end_report.h"
#include "index/background_fold.h"
#include "listener.h"
#include "open_responses.h"
#include "worker_fork.h"

/*
 * After SIGTERM a worker is killed so much later; seconds.  It takes requests
 * for LAST_MS, the last one may wait for locks, at most 2 s, and what waits for
 * the journal is written within another second, if a busy machine is fast.
 */
#define STOP_GRACE_SECONDS 8
/* How often gateway.idle() runs; milliseconds. */
#define IDLE_INTERVAL_MS 1000
/* A worker that gets no request for so long ends; milliseconds. */
#define LINGER_MS 30000
/* After accept() failed for want of something; milliseconds. */
#define RETRY_MS 50
/* How often a worker looks whether lighttpd knows that the supervisor ended. */
#define HAND_OVER_US 200
/* The memory that a response leaves for the next; bytes. */
#define KEEP_BYTES ((size_t)128 * 1024)
/* How long a worker still takes requests from the socket at its end. */
#define LAST_MS 1000

static struct worker {
	struct worker_start is;
	int epoll_fd;
	struct direct direct;
	struct cgi_request request;
	struct open_responses open;
	int filler_fd;	  /* for listener_bar() */
	int quiet_ms;	  /* since the last request, at least */
	bool is_outdated; /* its sandbox, so it takes no request */
} w;

/* A signal writes to a pipe, so that epoll_wait() cannot miss it. */
static int stop_pipe[2];
static volatile sig_atomic_t stopping;
/* The supervisor has ended; its end is not reported as long as this holds. */
static volatile sig_atomic_t is_orphan, holds_report;

/* What epoll gives; ON_OPEN and more: the place of an open response. */
enum { ON_LISTENER, ON_QUEUE, ON_STOP, ON_OPEN };

#define EVENTS 8

static void
request_stop(int signal)
{
	int error = errno;

	(void)signal;
	stopping = 1;
	alarm(STOP_GRACE_SECONDS);
	(void)!write(stop_pipe[1], "", 1);
	errno = error;
}

static void
close_listener(void)
{
	dup2(w.is.null_fd, STDIN_FILENO);
}

static void
let_go(void)
{
	holds_report = 0;
	end_report_let_go(w.is.thread);
}

/*
 * The supervisor has ended, or executes another program.  What waits at the
 * socket is answered first, unless lighttpd already hears of the end: then
 * nobody must have the socket.
 */
static void
lose_supervisor(int signal)
{
	if (holds_report && atomic_load(&w.is.board->released)) {
		let_go();
		return;
	}
	/* Each thread of the supervisor that ends leads here. */
	if (is_orphan || getppid() == w.is.supervisor)
		return;
	is_orphan = 1;
	if (w.is.delays_report && !holds_report)
		close_listener();
	request_stop(signal);
}

static void
handle_signals(void)
{
	static const int signals[] = { SIGTERM, SIGINT, SIGUSR1 };
	struct sigaction sa = { .sa_handler = request_stop,
				.sa_flags = SA_RESTART };
	sigset_t none;
	size_t i;

	if (pipe2(stop_pipe, O_CLOEXEC | O_NONBLOCK))
		die(EXIT_TEMPORARY, "cannot make a pipe for signals:");
	sigemptyset(&sa.sa_mask);
	for (i = 0; i < sizeof signals / sizeof *signals; i++)
		sigaction(signals[i], &sa, NULL);
	sa.sa_handler = lose_supervisor;
	sigaction(SIGUSR2, &sa, NULL);
	/* Only the supervisor executes a new program. */
	signal(SIGHUP, SIG_IGN);
	/* Background folds are not waited for. */
	signal(SIGCHLD, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* The kernel forgets it when the process becomes another user. */
static void
follow_supervisor(void)
{
	prctl(PR_SET_PDEATHSIG, SIGUSR2);
	if (getppid() != w.is.supervisor)
		lose_supervisor(SIGUSR2);
}

/*
 * A request wakes only one of the workers that wait, and always the same: if
 * all tried to take it, they would get in each other's way.
 */
static void
watch(int fd, unsigned on)
{
	struct epoll_event event = { .events = EPOLLIN, .data.u32 = on };

	if (on != ON_STOP)
		event.events |= EPOLLEXCLUSIVE;
	if (epoll_ctl(w.epoll_fd, EPOLL_CTL_ADD, fd, &event) && !stopping)
		die(EXIT_TEMPORARY, "cannot watch for requests:");
}

static void
wake_supervisor(void)
{
	const uint64_t one = 1;

	(void)!write(w.is.wake_fd, &one, sizeof one);
}

static void
turn(void)
{
	if (!work_board_turn(w.is.board, w.is.slot))
		wake_supervisor();
}

static void
publish_limits(bool fresh)
{
	const struct gateway *g = w.is.gateway;

	g->limits(g->arg, fresh, &w.direct.limits);
	work_board_set_limits(w.is.board, &w.direct.limits);
	w.request.response_ms = w.direct.limits.response_ms;
}

static void
log_to_response(void *arg, const char *line)
{
	fastcgi_response_log(arg, line);
}

/* The web server gets the rest of the response, or the end of the connection.
 */
static void
release(struct fastcgi_response *r, bool keep)
{
	bool sent = fastcgi_response_send(r);
	struct handed_back back = {
		.fd = r->fd,
		.kind = HAND_BACK_REQUEST,
		.keep = keep,
	};

	if (r->failed || (sent && !keep)) {
		close(r->fd);
		return;
	}
	if (!sent) {
		back.kind = HAND_BACK_RESPONSE;
		back.bytes = r->out.at + r->sent;
		back.len = r->out.len - r->sent;
	}
	hand_back_give(w.is.hand_back, &back);
}

static void
answer(const struct taken_request *q)
{
	const struct gateway *g = w.is.gateway;
	struct cgi_request *r = &w.request;

	fastcgi_response_begin(&r->response, q->fd, q->id);
	if (!cgi_variables_read(&r->variables, q->params, q->params_len)) {
		log_warn("a request has malformed variables");
		close(q->fd);
		return;
	}
	r->body = q->body;
	r->body_len = q->body_len;
	r->stays_open = false;
	r->may_stay_open = g->next_part && w.open.count < OPEN_RESPONSES_MAX;
	log_set_sink(log_to_response, &r->response);
	g->serve(g->arg, r);
	log_set_sink(NULL, NULL);
	if (r->stays_open) {
		open_responses_add(&w.open, &r->response, ON_OPEN);
	} else {
		fastcgi_response_end(&r->response);
		release(&r->response, q->keep);
	}
	if (g->after_response)
		g->after_response(g->arg);
	buffer_clear(&r->response.out, KEEP_BYTES);
	publish_limits(false);
}

/* Enters the sandbox; if that is outdated, the next worker takes the request.
 */
static bool
confine(void)
{
	const struct gateway *g = w.is.gateway;

	if (g->confine(g->arg, false))
		return true;
	w.is_outdated = true;
	stopping = 1;
	return false;
}

/* Returns false if there was no connection. */
static bool
take_from_listener(void)
{
	struct taken_request q;
	int fd;

	if (!confine())
		return false;
	fd = listener_accept(STDIN_FILENO);
	if (fd < 0) {
		if (errno != EAGAIN && errno != EINTR &&
		    errno != ECONNABORTED && !stopping) {
			log_warn("cannot accept a connection:");
			poll(NULL, 0, RETRY_MS);
		}
		return false;
	}
	turn();
	if (direct_read(&w.direct, fd, &q)) {
		answer(&q);
		direct_done(&w.direct);
	} else {
		/* The supervisor may need the limits as they are now. */
		publish_limits(true);
	}
	turn();
	return true;
}

/*
 * The kernel closes the files of a supervisor that was killed before it sends
 * this worker a signal.
 */
static void
note_end_of_queue(void)
{
	if (!atomic_load(&w.is.board->ending))
		is_orphan = 1;
	stopping = 1;
}

static void
take_from_queue(void)
{
	struct taken_request q;

	if (!confine())
		return;
	switch (work_queue_take(w.is.queue, &q)) {
	case WORK_QUEUE_TAKEN:
		turn();
		answer(&q);
		work_queue_done(&q);
		turn();
		break;
	case WORK_QUEUE_ENDED:
		note_end_of_queue();
		break;
	default:
		break;
	}
}

/*
 * A child that starts would have the listening socket for a moment, and so
 * would a thread that starts the child, after this worker was killed.
 */
static void
pass_fold_on(int lock)
{
	hand_back_give(
	    w.is.hand_back,
	    &(struct handed_back){ .fd = lock, .kind = HAND_BACK_FOLD });
}

static bool
is_needed(void)
{
	const struct gateway *g = w.is.gateway;

	return w.quiet_ms < LINGER_MS || w.open.count > 0 ||
	       (g->is_behind && g->is_behind(g->arg));
}

static void
rest(int timeout)
{
	const struct gateway *g = w.is.gateway;

	w.quiet_ms += timeout;
	if (g->idle)
		g->idle(g->arg);
	if (!g->confine(g->arg, true)) {
		w.is_outdated = true;
		stopping = 1;
	}
}

/* How long to wait for a request; milliseconds. */
static int
patience(void)
{
	if (w.open.count > 0)
		return OPEN_RESPONSES_INTERVAL;
	return w.is.gateway->idle ? IDLE_INTERVAL_MS : LINGER_MS;
}

static void
send_part(void)
{
	const struct gateway *g = w.is.gateway;
	const char *part;

	if (!open_responses_is_due(&w.open))
		return;
	part = g->next_part(g->arg);
	if (part)
		open_responses_send(&w.open, part);
}

static void
take(unsigned on)
{
	if (on >= ON_OPEN) {
		open_responses_end(&w.open, on - ON_OPEN);
		return;
	}
	w.quiet_ms = 0;
	if (on == ON_LISTENER)
		take_from_listener();
	else if (on == ON_QUEUE)
		take_from_queue();
}

static void
answer_until_end(void)
{
	while (!stopping && is_needed()) {
		struct epoll_event on[EVENTS];
		int timeout = patience(), i;
		int n = epoll_wait(w.epoll_fd, on, EVENTS, timeout);

		if (n == 0 && w.open.count == 0)
			rest(timeout);
		for (i = 0; i < n; i++)
			take(on[i].data.u32);
		send_part();
	}
	open_responses_end_all(&w.open);
}

/*
 * The last worker hands the program over to lighttpd, which starts it again at
 * once.  Until lighttpd knows, those who connect have to try again; lighttpd's
 * own look at the socket waits for this worker to close it.
 */
static void
hand_over(int64_t until)
{
	char supervisor[32];

	while (!end_report_is_due(w.is.supervisor, w.is.thread) ||
	       !listener_bar(STDIN_FILENO, w.filler_fd)) {
		if (clock_ms() >= until)
			return;
		if (!take_from_listener())
			usleep(HAND_OVER_US);
	}
	snprintf(supervisor, sizeof supervisor, "/proc/%d",
		 (int)w.is.supervisor);
	let_go();
	while (access(supervisor, F_OK) == 0 && clock_ms() < until)
		usleep(HAND_OVER_US);
}

static void
leave_as_orphan(int64_t until)
{
	if (holds_report && atomic_fetch_sub(&w.is.board->holders, 1) == 1)
		hand_over(until);
	close_listener();
	if (holds_report)
		let_go();
	atomic_store(&w.is.slot->holds_report, false);
}

/*
 * Requests wake another worker from now on.  Those that have woken this one are
 * answered here.
 */
static void
answer_last(void)
{
	int64_t until = clock_ms() + LAST_MS;
	struct taken_request q;

	epoll_ctl(w.epoll_fd, EPOLL_CTL_DEL, STDIN_FILENO, NULL);
	epoll_ctl(w.epoll_fd, EPOLL_CTL_DEL, w.is.queue->take_fd, NULL);
	while (!w.is_outdated &&
	       work_queue_take(w.is.queue, &q) == WORK_QUEUE_TAKEN) {
		answer(&q);
		work_queue_done(&q);
	}
	while (take_from_listener() && clock_ms() < until)
		;
	if (is_orphan)
		leave_as_orphan(until);
	/* Whatever the process still does, nobody waits for it any more. */
	close_listener();
}

static void
hold_report(void)
{
	holds_report = end_report_hold(w.is.thread);
	if (!holds_report)
		return;
	atomic_store(&w.is.slot->holds_report, true);
	atomic_fetch_add(&w.is.board->holders, 1);
}

int
worker_run(const struct worker_start *start)
{
	w.is = *start;
	w.direct.gateway = start->gateway;
	w.direct.hand_back = start->hand_back;
	hold_report();
	if (!worker_fork_borrow())
		return 0;
	background_fold_pass_on(pass_fold_on);
	w.filler_fd = listener_filler();
	handle_signals();
	follow_supervisor();
	start->gateway->open(start->gateway->arg);
	follow_supervisor();
	publish_limits(false);
	w.epoll_fd = w.open.epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	watch(STDIN_FILENO, ON_LISTENER);
	watch(start->queue->take_fd, ON_QUEUE);
	watch(stop_pipe[0], ON_STOP);
	answer_until_end();
	answer_last();
	request_reader_reset(&w.direct.reader);
	cgi_variables_free(&w.request.variables);
	buffer_free(&w.request.response.out);
	return 0;
}
