/* fd_message - messages with descriptors between processes. */

#include "fd_message.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/log.h"
#include "base/write_all.h"

union control {
	char bytes[CMSG_SPACE(sizeof(int) * FD_MESSAGE_FDS)];
	struct cmsghdr align;
};

int
fd_message_pair(int *one, int *other)
{
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
		       0, fds))
		return -1;
	*one = fds[0];
	*other = fds[1];
	return 0;
}

static void
attach(struct msghdr *m, union control *c, const struct fd_message_fds *fds)
{
	struct cmsghdr *head;

	if (fds->count == 0)
		return;
	m->msg_control = c->bytes;
	m->msg_controllen = CMSG_SPACE(sizeof(int) * fds->count);
	head = CMSG_FIRSTHDR(m);
	head->cmsg_level = SOL_SOCKET;
	head->cmsg_type = SCM_RIGHTS;
	head->cmsg_len = CMSG_LEN(sizeof(int) * fds->count);
	memcpy(CMSG_DATA(head), fds->at, sizeof(int) * fds->count);
}

static void
detach(struct msghdr *m, struct fd_message_fds *fds)
{
	struct cmsghdr *head = CMSG_FIRSTHDR(m);

	fds->count = 0;
	if (!head || head->cmsg_level != SOL_SOCKET ||
	    head->cmsg_type != SCM_RIGHTS)
		return;
	fds->count = (head->cmsg_len - CMSG_LEN(0)) / sizeof(int);
	memcpy(fds->at, CMSG_DATA(head), sizeof(int) * fds->count);
}

int
fd_message_send(int to, const struct iovec *parts, size_t part_count,
		const struct fd_message_fds *fds)
{
	union control c = { 0 };
	struct msghdr m = {
		.msg_iov = (struct iovec *)parts,
		.msg_iovlen = part_count,
	};
	ssize_t n;

	attach(&m, &c, fds);
	do
		n = sendmsg(to, &m, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	/* Descriptors on their way are limited for each user, too. */
	if (n < 0 && (errno == ETOOMANYREFS || errno == ENOBUFS))
		errno = EAGAIN;
	return n < 0 ? -1 : 0;
}

ssize_t
fd_message_receive(int from, struct iovec *parts, size_t part_count,
		   struct fd_message_fds *fds)
{
	union control c;
	struct msghdr m = {
		.msg_iov = parts,
		.msg_iovlen = part_count,
		.msg_control = c.bytes,
		.msg_controllen = sizeof c.bytes,
	};
	ssize_t n;

	fds->count = 0;
	do
		n = recvmsg(from, &m, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		detach(&m, fds);
	return n;
}

int
fd_message_file(const struct iovec *parts, size_t part_count)
{
	int fd = memfd_create("message", MFD_CLOEXEC), error;
	size_t i;

	for (i = 0; fd >= 0 && i < part_count; i++)
		if (write_all(fd, parts[i].iov_base, parts[i].iov_len)) {
			error = errno;
			close(fd);
			errno = error;
			return -1;
		}
	return fd;
}

void *
fd_message_map(int file, size_t len)
{
	void *at = mmap(NULL, len, PROT_READ, MAP_PRIVATE, file, 0);

	if (at == MAP_FAILED)
		log_warn("cannot map a message of %zu bytes:", len);
	close(file);
	return at == MAP_FAILED ? NULL : at;
}
