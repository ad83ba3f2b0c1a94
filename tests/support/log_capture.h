/* log_capture - keeps what is logged (log.h), for a test to read. */
#ifndef ECHOAPP_LOG_CAPTURE_H
#define ECHOAPP_LOG_CAPTURE_H

#include <stddef.h>

/* From here on lines are kept and not shown; those of before are forgotten. */
void log_capture_start(void);

/* The lines, each with its newline; good until the next line. */
const char *log_capture_text(void);

/* How many lines they are. */
size_t log_capture_count(void);

#endif
