/* complain - what a command says when it cannot do its work, and exit codes. */
#ifndef ECHOAPP_COMPLAIN_H
#define ECHOAPP_COMPLAIN_H

/* Exit codes: fine; it found something to complain of; it could not. */
enum { EXIT_FINE = 0, EXIT_FOUND = 1, EXIT_TROUBLE = 2 };

/* Names the command in every message from here on; the name is kept. */
void complain_as(const char *command);

/*
 * Says what getopt_long() stumbled over, when it returned `c` and its options
 * began with a colon; EXIT_TROUBLE.
 */
int complain_option(int c, char **argv);

/* Says what is wrong with an argument, and how to learn more; EXIT_TROUBLE. */
int complain_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* Says why it cannot be done; EXIT_TROUBLE. */
int complain_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
