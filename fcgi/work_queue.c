/* work_queue - passes whole requests from the supervisor to its workers. */

#include "work_queue.h"

#include <errno.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fd_message.h"

/* A longer request is in a file; bytes. */
#define INLINE_MAX ((size_t)48 * 1024)

/* What comes first in a message. */
struct message_head {
	size_t params_len, body_len;
	uint16_t id;
	bool keep;
	bool is_long; /* variables and body are in the second descriptor */
};

int
work_queue_open(struct work_queue *q)
{
	return fd_message_pair(&q->put_fd, &q->take_fd);
}

static void
close_end(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

void
work_queue_end(struct work_queue *q)
{
	close_end(&q->put_fd);
}

void
work_queue_close(struct work_queue *q)
{
	close_end(&q->put_fd);
	close_end(&q->take_fd);
}

bool
work_queue_has_work(const struct work_queue *q)
{
	int bytes = 0;

	return ioctl(q->take_fd, SIOCINQ, &bytes) == 0 && bytes > 0;
}

static int
put_long(struct work_queue *q, int fd, const struct iovec *parts)
{
	struct fd_message_fds fds = {
		.at = { fd, fd_message_file(parts + 1, 2) },
		.count = 2,
	};
	int failed, error;

	if (fds.at[1] < 0)
		return -1;
	failed = fd_message_send(q->put_fd, parts, 1, &fds);
	error = errno;
	close(fds.at[1]);
	errno = error;
	return failed;
}

int
work_queue_put(struct work_queue *q, int fd, const struct request_reader *r)
{
	struct message_head head = {
		.params_len = r->params.len,
		.body_len = r->body.len,
		.id = r->id,
		.keep = r->keep,
		.is_long = r->params.len + r->body.len > INLINE_MAX,
	};
	const struct iovec parts[] = {
		{ &head, sizeof head },
		{ r->params.at, r->params.len },
		{ r->body.at, r->body.len },
	};
	const struct fd_message_fds fds = { .at = { fd }, .count = 1 };

	if (head.is_long)
		return put_long(q, fd, parts);
	return fd_message_send(q->put_fd, parts, 3, &fds);
}

enum work_queue_state
work_queue_take(struct work_queue *q, struct taken_request *r)
{
	/* It is not freed: a request points into it. */
	static char content[INLINE_MAX];
	struct message_head head;
	struct iovec parts[] = {
		{ &head, sizeof head },
		{ content, sizeof content },
	};
	struct fd_message_fds fds;
	ssize_t n = fd_message_receive(q->take_fd, parts, 2, &fds);

	if (n < 0)
		return errno == EAGAIN ? WORK_QUEUE_EMPTY : WORK_QUEUE_ENDED;
	if (n == 0)
		return WORK_QUEUE_ENDED;
	if (fds.count == 0)
		return WORK_QUEUE_EMPTY;
	*r = (struct taken_request){
		.fd = fds.at[0],
		.id = head.id,
		.keep = head.keep,
		.params = content,
		.params_len = head.params_len,
		.body_len = head.body_len,
	};
	if (head.is_long) {
		r->map_len = head.params_len + head.body_len;
		r->params = r->map = fds.count > 1
					 ? fd_message_map(fds.at[1], r->map_len)
					 : NULL;
		if (!r->map) {
			close(r->fd);
			return WORK_QUEUE_EMPTY;
		}
	}
	r->body = r->params + r->params_len;
	return WORK_QUEUE_TAKEN;
}

void
work_queue_done(struct taken_request *r)
{
	if (r->map)
		munmap(r->map, r->map_len);
	r->map = NULL;
}
