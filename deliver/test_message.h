/* test_message - posts one signed message, to see whether a receiver takes it.
 */
#ifndef ECHOAPP_TEST_MESSAGE_H
#define ECHOAPP_TEST_MESSAGE_H

/* Prints what came back.  Returns an exit code: 0 if it was accepted. */
int test_message_post(const char *url, const char *secret_file);

#endif
