/* cdr_rows - the call records, in columns that stay what they are. */
#ifndef ECHOAPP_CDR_H
#define ECHOAPP_CDR_H

#include "base/sql.h"
#include "base/timestamp.h"
#include "cell_format.h"

#define CDR_COLUMNS 15

extern const struct cell_column cdr_columns[CDR_COLUMNS];

/* Those of calls that began then or later, and before; or NULL. */
struct sql_query *cdr_prepare(struct sql *, timestamp since, timestamp until);

#endif
