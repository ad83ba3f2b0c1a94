/* cdr - call detail records: one row for each call that has ended. */
#ifndef ECHOAPP_CDR_H
#define ECHOAPP_CDR_H

#include "base/sql.h"
#include "base/timestamp.h"
#include "cell_format.h"

/* Names and order are an interface: programs read them from CSV. */
#define CDR_COLUMNS 18
extern const struct cell_column cdr_columns[CDR_COLUMNS];

/*
 * A query of the calls whose first hook came at `since` or later and before
 * `until`, the earliest first.  The caller frees the query; NULL: see
 * sql_error().
 */
struct sql_query *cdr_prepare(struct sql *, timestamp since, timestamp until);

#endif
