/*
 * worker - a process that answers requests, one after another.
 *
 * It takes them from the listening socket, and those that came slowly from the
 * supervisor's queue.  It never waits for a web server: the supervisor gets
 * each connection that needs time.
 */
#ifndef ECHOAPP_WORKER_H
#define ECHOAPP_WORKER_H

#include <stdbool.h>
#include <sys/types.h>

#include "gateway.h"
#include "hand_back.h"
#include "work_board.h"
#include "work_queue.h"

struct worker_start {
	const struct gateway *gateway;
	struct work_queue *queue;
	struct hand_back *hand_back;
	struct work_board *board;
	struct work_slot *slot;
	int wake_fd; /* an eventfd that wakes the supervisor */
	int null_fd; /* /dev/null */
	pid_t supervisor;
	bool delays_report; /* of the supervisor's end (end_report.h), by */
	pid_t thread;	    /* this thread */
};

/*
 * Answers until the queue ends, until SIGTERM, SIGINT or SIGUSR1, until nothing
 * has come for a while, or until the supervisor has ended.  Returns the exit
 * code.
 */
int worker_run(const struct worker_start *);

#endif
