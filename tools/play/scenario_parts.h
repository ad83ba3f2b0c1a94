/* scenario_parts - the parts of a scenario's file; for scenario_read.c. */
#ifndef ECHOAPP_SCENARIO_PARTS_H
#define ECHOAPP_SCENARIO_PARTS_H

#include "json_reader.h"
#include "wcs/json_object.h"

/* Members, whose strings may have variables. */
int scenario_members(struct reader *, const struct token *object,
		     struct members *);

/* The array of steps; what they refer to has been read. */
int scenario_steps(struct reader *, const struct token *array);

#endif
