/*
 * index_reader - folds ./state and reads the whole index, as a reader that
 * meets any damage of it.
 */
#ifndef ECHOAPP_INDEX_READER_H
#define ECHOAPP_INDEX_READER_H

#include <stdbool.h>

/* False: there was an error, and the next fold makes the index anew. */
bool index_reader_read(void);

#endif
