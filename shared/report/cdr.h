/* cdr_rows - the call records, in columns that stay what they are. */
#ifndef ECHOAPP_CDR_ROWS_H
#define ECHOAPP_CDR_ROWS_H

#include "base/sql.h"
#include "base/timestamp.h"
#include "cell_format.h"

#define CDR_COLUMNS 15

extern const struct out_column cdr_columns[CDR_COLUMNS];

/* Those of calls that began then or later, and before; or NULL. */
struct query *cdr_ask(struct sql *, moment since, moment until);

#endif
