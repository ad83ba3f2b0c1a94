/* silence - a connection that is idle while other tests run. */
#ifndef ECHOAPP_SILENCE_H
#define ECHOAPP_SILENCE_H

/* Opens the connection and sends a hook, which must be answered. */
void silence_begin(void);

/*
 * Sends another hook after a time in which a server with its default timeout
 * would have closed the connection.
 */
void silence_break(void);

#endif
