/* play_receiver - an HTTP server that prints what echoapp-deliver posts. */
#ifndef ECHOAPP_PLAY_RECEIVER_H
#define ECHOAPP_PLAY_RECEIVER_H

/* Serves one connection after another until it is killed. */
void play_receiver_run(int listener, const char *secret_file);

#endif
