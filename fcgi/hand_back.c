/* hand_back - gives connections and folds from workers to their supervisor. */

#include "hand_back.h"

#include <errno.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/log.h"
#include "fd_message.h"

/* More bytes are in a file. */
#define INLINE_MAX ((size_t)48 * 1024)
/* How long a worker waits for a supervisor that has much to do. */
#define PATIENCE_MS 100

/* What comes first in a message. */
struct message_head {
	size_t len;
	enum hand_back_kind kind;
	bool keep;
};

int
hand_back_open(struct hand_back *h)
{
	return fd_message_pair(&h->take_fd, &h->give_fd);
}

void
hand_back_close(struct hand_back *h)
{
	if (h->take_fd >= 0)
		close(h->take_fd);
	if (h->give_fd >= 0)
		close(h->give_fd);
	h->take_fd = h->give_fd = -1;
}

static int
give(struct hand_back *h, const struct iovec *parts, size_t part_count,
     const struct fd_message_fds *fds)
{
	struct pollfd on = { .fd = h->give_fd, .events = POLLOUT };

	if (fd_message_send(h->give_fd, parts, part_count, fds) == 0)
		return 0;
	if (errno != EAGAIN)
		return -1;
	poll(&on, 1, PATIENCE_MS);
	return fd_message_send(h->give_fd, parts, part_count, fds);
}

void
hand_back_give(struct hand_back *h, const struct handed_back *b)
{
	struct message_head head = { b->len, b->kind, b->keep };
	const struct iovec parts[] = {
		{ &head, sizeof head },
		{ (void *)b->bytes, b->len },
	};
	struct fd_message_fds fds = { .at = { b->fd }, .count = 1 };
	bool is_long = b->len > INLINE_MAX;

	if (is_long)
		fds.at[fds.count++] = fd_message_file(parts + 1, 1);
	if (fds.at[fds.count - 1] < 0 || give(h, parts, is_long ? 1 : 2, &fds))
		log_warn("%s, because the supervisor does not take it:",
			 b->kind == HAND_BACK_FOLD ? "a fold is put off"
						   : "a connection is lost");
	if (is_long && fds.at[1] >= 0)
		close(fds.at[1]);
	close(b->fd);
}

bool
hand_back_take(struct hand_back *h, struct handed_back *b)
{
	static char content[INLINE_MAX];
	struct message_head head;
	struct iovec parts[] = {
		{ &head, sizeof head },
		{ content, sizeof content },
	};
	struct fd_message_fds fds;

	do {
		if (fd_message_receive(h->take_fd, parts, 2, &fds) <= 0)
			return false;
		if (fds.count == 0)
			continue;
		*b = (struct handed_back){
			.fd = fds.at[0],
			.kind = head.kind,
			.keep = head.keep,
			.bytes = content,
			.len = head.len,
		};
		if (fds.count > 1)
			b->bytes = b->map = fd_message_map(fds.at[1], b->len);
		if (b->bytes && (fds.count > 1 || b->len <= INLINE_MAX))
			return true;
		close(b->fd);
	} while (true);
}

void
hand_back_done(struct handed_back *b)
{
	if (b->map)
		munmap(b->map, b->len);
	b->map = NULL;
}
