/*
 * sql_checksum - each page of a database ends in a checksum of it.
 *
 * SQLite notices some damage of a file, such as a page that is no page, but no
 * other digit in a number.  So a page is checked when it is read from the
 * database's file, and one that was changed by anybody but SQLite is
 * SQLITE_CORRUPT.  The write-ahead log has checksums of its own.
 */
#ifndef ECHOAPP_SQL_CHECKSUM_H
#define ECHOAPP_SQL_CHECKSUM_H

#include <sqlite3.h>
#include <stdbool.h>

/* The size of pages, and of the checksum at the end of each; bytes. */
#define SQL_CHECKSUM_PAGE 4096
#define SQL_CHECKSUM_SIZE 8

/* The name of the VFS for sqlite3_open_v2(); NULL: there is no memory. */
const char *sql_checksum_vfs(void);

/* Are they used?  Not so by a database that was made without them. */
bool sql_checksum_is_used(sqlite3 *);

#endif
