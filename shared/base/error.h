/* error - why a function failed, as a text for a person. */
#ifndef ECHOAPP_ERROR_H
#define ECHOAPP_ERROR_H

/* A zeroed struct holds no error. */
struct error {
	char text[512]; /* ends in a NUL; a longer text is cut */
};

/*
 * Sets the text.  A format that ends in a colon gets the text of errno, as in
 * log_warn().  `e` may be NULL; the arguments may not point into it.  Keeps
 * errno.  Always returns -1, so that a function can end with error_set().
 */
int error_set(struct error *e, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The text of an errno: like strerror(3), and of OPEN_FILE_OTHER. */
const char *error_text(int code);

#endif
