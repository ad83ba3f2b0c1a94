/*
 * fd_message - messages with descriptors between processes (unix(7),
 * SCM_RIGHTS).
 */
#ifndef ECHOAPP_FD_MESSAGE_H
#define ECHOAPP_FD_MESSAGE_H

#include <stddef.h>
#include <sys/types.h>
#include <sys/uio.h>

/* Descriptors in a message. */
#define FD_MESSAGE_FDS ((size_t)2)

struct fd_message_fds {
	int at[FD_MESSAGE_FDS];
	size_t count;
};

/*
 * A pair of sockets for messages, which keeps them in order and does not block;
 * returns 0, or -1 with errno.
 */
int fd_message_pair(int *one, int *other);

/*
 * Sends a message; the descriptors stay open here.  Returns 0, or -1 with
 * errno: EAGAIN if there is no room at present.
 */
int fd_message_send(int to, const struct iovec *parts, size_t part_count,
		    const struct fd_message_fds *);

/*
 * Receives a message without waiting.  Returns its length as recvmsg() does,
 * and the descriptors; the kernel drops those for which it has no number.
 */
ssize_t fd_message_receive(int from, struct iovec *parts, size_t part_count,
			   struct fd_message_fds *);

/*
 * Makes a file in memory with what the parts hold, for what is too long for a
 * message; returns its descriptor, or -1 with errno.
 */
int fd_message_file(const struct iovec *parts, size_t part_count);

/* Maps such a file, and closes it; NULL: there is no memory, which is logged.
 */
void *fd_message_map(int file, size_t len);

#endif
