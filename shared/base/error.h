/* error - why a function failed, in words for a person. */
#ifndef ECHOAPP_ERROR_H
#define ECHOAPP_ERROR_H

/* A zeroed struct holds no error. */
struct error {
	char text[512]; /* cut where it is longer; "": nothing went wrong */
};

/*
 * Writes the text; a format that ends in a colon gets the text of errno, as
 * in log_warn().  `e` may be NULL.  Always returns -1, so that a function can
 * end with it.
 */
int error_set(struct error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
