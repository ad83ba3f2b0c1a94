/* silence - a connection that says nothing while other tests run. */
#ifndef ECHOAPP_SILENCE_H
#define ECHOAPP_SILENCE_H

/* Sends a hook, which is answered, and then nothing more. */
void silence_begin(void);

/* Sends another, not before a server would have closed the connection that has
 * not been told otherwise. */
void silence_break(void);

#endif
