/* listener - accepts connections of web servers. */
#ifndef ECHOAPP_LISTENER_H
#define ECHOAPP_LISTENER_H

#include <stdbool.h>

/*
 * Accepts a connection, without waiting.  Returns its descriptor, which does
 * not block, or -1 with errno: EAGAIN if there is none.
 */
int listener_accept(int listener);

/*
 * Makes a socket for listener_bar(), which a sandbox would refuse; -1 with
 * errno.
 */
int listener_filler(void);

/*
 * Lets nobody connect any more: the queue of connections gets no room but for
 * one, which is ours.  lighttpd tries again soon then, while a connection that
 * is refused costs a second.  False: somebody was faster, and is in the queue.
 */
bool listener_bar(int listener, int filler);

#endif
