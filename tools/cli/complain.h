/* complain - messages of a command that cannot do its work, and exit codes. */
#ifndef ECHOAPP_COMPLAIN_H
#define ECHOAPP_COMPLAIN_H

enum {
	EXIT_FINE = 0,
	EXIT_FOUND = 1,	  /* the command found a problem, or nothing */
	EXIT_TROUBLE = 2, /* the command could not do its work */
};

/*
 * Names the command in all later messages; its usage lists the options that a
 * message may suggest.  The texts are not copied.
 */
void complain_as(const char *command, const char *usage);

/*
 * Each of these prints a message to standard error, control characters
 * escaped, and returns EXIT_TROUBLE.
 */

/*
 * For the result `c` of getopt_long() that is none of the options: '?' or,
 * where the list of options begins with a colon, ':'.  Suggests the nearest
 * option of the command.
 */
int complain_option(int c, char **argv);

/* For an argument that is missing or wrong; also names --help. */
int complain_usage(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* For a failure at work. */
int complain_error(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

#endif
