/* log_capture - captures log lines (log.h), for a test to read. */
#ifndef ECHOAPP_LOG_CAPTURE_H
#define ECHOAPP_LOG_CAPTURE_H

#include <stddef.h>

/* From now on lines are captured and not printed; earlier lines are dropped. */
void log_capture_start(void);

/* The captured lines, each with its newline; valid until the next line. */
const char *log_capture_text(void);

/* How many lines were captured. */
size_t log_capture_count(void);

#endif
