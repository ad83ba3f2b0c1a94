/* entities - what the index has a table of each for. */
#ifndef ECHOAPP_ENTITIES_H
#define ECHOAPP_ENTITIES_H

#include "cli/print_rows.h"
#include "index/entity.h"

#define ENTITY_COLUMNS 17

/* What is told of each, and how it is asked for, from a table called e. */
extern const struct out_column entity_columns[ENTITY_COLUMNS];
const char *entity_select(enum about);

#endif
