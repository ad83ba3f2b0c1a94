/*
 * deliverer - runs echoapp-deliver on ./state with ./deliver.conf.
 */
#ifndef ECHOAPP_TEST_DELIVERER_H
#define ECHOAPP_TEST_DELIVERER_H

#include <sys/types.h>

/* The secret that deliverer_configure() writes to the file `secret`. */
#define DELIVERER_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/* Writes ./echoapp.conf, ./secret, and ./deliver.conf with these lines. */
void deliverer_configure(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Runs it with --once.  Returns its exit code; its log is in ./deliver.log. */
int deliverer_run_once(void);

/* Starts it in the background. */
pid_t deliverer_start(void);

/* Waits until a file in ./state/deliver has the text; fails after 20 s. */
void deliverer_wait_for(const char *file, const char *text);

/* The text of such a file, "" if there is none.  Never freed. */
char *deliverer_file(const char *file);

#endif
