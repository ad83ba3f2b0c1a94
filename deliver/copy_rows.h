/* copy_rows - call records as lines for COPY (sql_driver.h). */
#ifndef ECHOAPP_COPY_ROWS_H
#define ECHOAPP_COPY_ROWS_H

#include "batch.h"

/* Appends a line for each message, which must be call records. */
void copy_rows_add(const struct batch *, struct buffer *);

#endif
