/* listener - accepts connections of web servers. */
#ifndef ECHOAPP_LISTENER_H
#define ECHOAPP_LISTENER_H

/*
 * Accepts a connection, without waiting.  Returns its descriptor, which does
 * not block, or -1 with errno: EAGAIN if there is none.
 */
int listener_accept(int listener);

#endif
